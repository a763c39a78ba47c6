using System.IO.Pipelines;
using System.Threading.Channels;
using Butler.Core.Destinations.Mqtt;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Butler.Core.Tests.Destinations.Mqtt;

/// <summary>The other end of the line, played packet by packet.</summary>
internal sealed class FakeBroker : IMqttDialer
{
    private readonly Channel<IMqttChannelAdapter> calls = Channel.CreateUnbounded<IMqttChannelAdapter>();

    private PipeWriter? down;

    /// <summary>How often it was called.</summary>
    public int Calls { get; private set; }

    public Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        Calls++;
        var (toBroker, toClient) = (new Pipe(), new Pipe());
        down = toClient.Writer;
        calls.Writer.TryWrite(new MqttChannelAdapter(
            new MqttStreamChannel(new Duplex(toBroker.Reader.AsStream(), toClient.Writer.AsStream()), 1 << 24),
            new MqttPacketFormatterAdapter(new MqttBufferWriter(4096, 65_535)),
            MqttNetNullLogger.Instance));
        return Task.FromResult<Stream>(new Duplex(toClient.Reader.AsStream(), toBroker.Writer.AsStream()));
    }

    /// <summary>Takes the next call and its CONNECT, and consents unless there is a reason not to.</summary>
    public async Task<(IMqttChannelAdapter Link, MqttConnectPacket Connect)> AcceptAsync(
        bool sessionPresent = false, byte reason = 0, Action<MqttConnAckPacket>? limits = null)
    {
        var link = await calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        var connect = await NextAsync<MqttConnectPacket>(link);
        var answer = new MqttConnAckPacket
        {
            IsSessionPresent = sessionPresent,
            ReturnCode = (MqttConnectReturnCode)reason,
            ReasonCode = (MqttConnectReasonCode)reason,
            RetainAvailable = true,
            MaximumQoS = MqttQualityOfServiceLevel.ExactlyOnce,
        };
        limits?.Invoke(answer);
        await SendAsync(link, answer);
        return (link, connect);
    }

    /// <summary>Sends bytes that need not be a packet.</summary>
    public async Task SendRawAsync(byte[] bytes) => await down!.WriteAsync(bytes, TestContext.Current.CancellationToken);

    public static async Task<T> NextAsync<T>(IMqttChannelAdapter link)
        where T : MqttPacket =>
        (await link.ReceivePacketAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeOfType<T>();

    public static Task SendAsync(IMqttChannelAdapter link, MqttPacket packet) =>
        link.SendPacketAsync(packet, TestContext.Current.CancellationToken);

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

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            from.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            from.ReadAsync(buffer, offset, count, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => to.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            to.WriteAsync(buffer, cancellationToken);

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
