using System.IO.Pipelines;
using System.Threading.Channels;
using Butler.Core.Destinations.Mqtt;
using Butler.Core.Destinations.Mqtt.Connecting;
using Butler.Core.Destinations.Mqtt.Wire;

namespace Butler.Core.Tests.Destinations.Mqtt;

/// <summary>The other end of the line, played packet by packet.</summary>
internal sealed class FakeBroker(MqttVersion version) : IMqttDialer
{
    private readonly Channel<MqttLink> calls = Channel.CreateUnbounded<MqttLink>();

    /// <summary>How often it was called.</summary>
    public int Calls { get; private set; }

    public Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        Calls++;
        var (up, down) = (new Pipe(), new Pipe());
        calls.Writer.TryWrite(new MqttLink(new Duplex(up.Reader.AsStream(), down.Writer.AsStream()), version, 1 << 20, TimeProvider.System));
        return Task.FromResult<Stream>(new Duplex(down.Reader.AsStream(), up.Writer.AsStream()));
    }

    /// <summary>Takes the next call and its CONNECT, and consents.</summary>
    public async Task<(MqttLink Link, MqttPacket.Connect Connect)> AcceptAsync(bool sessionPresent = false, byte reason = 0, params MqttProperty[] properties)
    {
        var link = await calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        var connect = await NextAsync<MqttPacket.Connect>(link);
        await link.WriteAsync(new MqttPacket.ConnAck(sessionPresent, reason) { Properties = properties }, TestContext.Current.CancellationToken);
        return (link, connect);
    }

    public static async Task<T> NextAsync<T>(MqttLink link)
        where T : MqttPacket =>
        (await link.ReadAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeOfType<T>();

    public static Task SendAsync(MqttLink link, MqttPacket packet) => link.WriteAsync(packet, TestContext.Current.CancellationToken);

    private sealed class Duplex(Stream from, Stream to) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => to.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => to.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => from.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => from.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            from.ReadAsync(buffer, offset, count, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => to.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => to.WriteAsync(buffer, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            from.Dispose();
            to.Dispose();
            base.Dispose(disposing);
        }
    }
}
