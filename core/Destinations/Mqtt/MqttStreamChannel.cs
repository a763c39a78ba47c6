using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Channel;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>
/// Carries MQTTnet's packets over an open stream, and ends the connection at a packet above the maximum size: MQTTnet itself
/// allocates memory for any length before the packet arrives.
/// </summary>
internal sealed class MqttStreamChannel(Stream stream, int maxPacketSize) : IMqttChannel
{
    private const int BufferSize = 16 * 1024;

    private readonly BufferedStream reading = new(stream, BufferSize);
    private bool isInLength;
    private int length;
    private int shift;
    private int body;

    public X509Certificate2? ClientCertificate => null;

    public EndPoint? RemoteEndPoint => null;

    public EndPoint? LocalEndPoint => null;

    public bool IsSecureConnection => false;

    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task DisconnectAsync(CancellationToken cancellationToken) => await stream.DisposeAsync();

    /// <exception cref="IOException">The connection has ended, or the packet is too large.</exception>
    public async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        var read = await reading.ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
        Check(buffer.AsSpan(offset, read));
        return read;
    }

    public async Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken)
    {
        foreach (var part in buffer)
        {
            await stream.WriteAsync(part, cancellationToken);
        }

        if (isEndOfPacket)
        {
            await stream.FlushAsync(cancellationToken);
        }
    }

    public void Dispose() => stream.Dispose();

    /// <summary>Follows the packets by their remaining lengths (MQTT 3.1.1 §2.2.3).</summary>
    private void Check(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (body > 0)
            {
                var inBody = Math.Min(body, bytes.Length);
                body -= inBody;
                bytes = bytes[inBody..];
                continue;
            }

            var next = bytes[0];
            bytes = bytes[1..];
            if (!isInLength)
            {
                (isInLength, length, shift) = (true, 0, 0);
                continue;
            }

            length |= (next & 0x7F) << shift;
            shift += 7;
            if (next < 0x80)
            {
                (isInLength, body) = (false, length);
                if (length > maxPacketSize)
                {
                    throw new IOException($"A packet of {length} bytes came; {maxPacketSize} are taken.");
                }
            }
        }
    }
}
