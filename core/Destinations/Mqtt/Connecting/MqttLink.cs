using Butler.Core.Destinations.Mqtt.Wire;

namespace Butler.Core.Destinations.Mqtt.Connecting;

/// <summary>One connection: whole packets in and out. One reader; any number of writers.</summary>
internal sealed class MqttLink : IAsyncDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly Stream stream;
    private readonly BufferedStream reading;
    private readonly SemaphoreSlim writing = new(1);
    private readonly int maxPacketSize;
    private readonly TimeProvider time;
    private readonly byte[] one = new byte[1];
    private long lastSent;
    private long lastReceived;
    private long received;

    public MqttLink(Stream stream, MqttVersion version, int maxPacketSize, TimeProvider time)
    {
        this.stream = stream;
        this.maxPacketSize = maxPacketSize;
        this.time = time;
        Version = version;
        reading = new BufferedStream(stream, BufferSize);
        lastSent = lastReceived = time.GetTimestamp();
    }

    public MqttVersion Version { get; }

    /// <summary>When the last packet went, and when the last one came, whichever is longer ago.</summary>
    public TimeSpan Idle => time.GetElapsedTime(Math.Min(Volatile.Read(ref lastSent), Volatile.Read(ref lastReceived)));

    /// <summary>How many packets have come.</summary>
    public long Received => Volatile.Read(ref received);

    /// <summary>Whether nothing is read for now because what came before has not been dealt with: silence then proves nothing.</summary>
    public bool IsHeldUp { get; set; }

    /// <summary>The next packet.</summary>
    /// <exception cref="MqttProtocolException">It is none.</exception>
    /// <exception cref="IOException">The connection has ended.</exception>
    public async Task<MqttPacket> ReadAsync(CancellationToken cancellationToken)
    {
        var first = await ReadByteAsync(cancellationToken);
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = await ReadByteAsync(cancellationToken);
            length |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                break;
            }

            if (shift == 21)
            {
                throw new MqttProtocolException("The remaining length is longer than four bytes.");
            }
        }

        if (length > maxPacketSize)
        {
            throw new MqttProtocolException($"A packet of {length} bytes came; {maxPacketSize} are taken.");
        }

        var body = new byte[length];
        await reading.ReadExactlyAsync(body, cancellationToken);
        Volatile.Write(ref lastReceived, time.GetTimestamp());
        Interlocked.Increment(ref received);
        return MqttDecoder.Decode(first, body, Version);
    }

    /// <summary>Sends a packet.</summary>
    public Task WriteAsync(MqttPacket packet, CancellationToken cancellationToken) =>
        WriteAsync(MqttEncoder.Encode(packet, Version), cancellationToken);

    /// <summary>Sends a packet's bytes.</summary>
    /// <exception cref="IOException">The connection has ended.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            await stream.WriteAsync(packet, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            Volatile.Write(ref lastSent, time.GetTimestamp());
        }
        catch (ObjectDisposedException gone)
        {
            throw new IOException("The connection was closed.", gone);
        }
        finally
        {
            writing.Release();
        }
    }

    public async ValueTask DisposeAsync() => await stream.DisposeAsync();

    private async ValueTask<byte> ReadByteAsync(CancellationToken cancellationToken)
    {
        await reading.ReadExactlyAsync(one, cancellationToken);
        return one[0];
    }
}
