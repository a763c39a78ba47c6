using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>
/// Connects MQTTnet's client, which lives for one connection, with the network. It adds features that the client lacks: exchanges that
/// outlive a connection (<see cref="MqttExchanges"/>), a limit for received messages, and information for the keep-alive.
/// </summary>
internal sealed class MqttSessionAdapter(
    IMqttDialer dialer, MqttVersion version, MqttBrokerOptions options, MqttExchanges exchanges, MqttInbox inbox, TimeProvider time)
    : IMqttChannelAdapter, IMqttClientAdapterFactory
{
    private const int WriteBufferSize = 4096;
    private const int MaxWriteBufferSize = 65_535;

    private readonly SemaphoreSlim room = new(1);
    private readonly CancellationTokenSource closed = new();
    private MqttChannelAdapter? inner;
    private MqttOutgoing? next;
    private Exception? fault;
    private long lastSent = time.GetTimestamp();
    private long lastReceived = time.GetTimestamp();
    private long received;

    /// <summary>The broker's answer to CONNECT; null before the answer.</summary>
    public MqttConnAckPacket? Answer { get; private set; }

    /// <summary>The broker's DISCONNECT packet; only version 5 has one.</summary>
    public MqttDisconnectPacket? Farewell { get; private set; }

    /// <summary>The idle time after which a ping is due.</summary>
    public TimeSpan KeepAlive { get; private set; } = options.KeepAlive;

    /// <summary>The time since the last sent or the last received packet, whichever is longer.</summary>
    public TimeSpan Idle => time.GetElapsedTime(Math.Min(Volatile.Read(ref lastSent), Volatile.Read(ref lastReceived)));

    /// <summary>The number of received packets.</summary>
    public long Received => Volatile.Read(ref received);

    /// <summary>
    /// Whether reading is paused because earlier messages are not handled yet. Missing packets then do not mean a dead connection.
    /// </summary>
    public bool IsHeldUp { get; private set; }

    /// <summary>Why this client ended the connection; null when it did not.</summary>
    public Exception? Fault => fault;

    /// <summary>Canceled when the connection has ended.</summary>
    public CancellationToken Closed => closed.Token;

    public long BytesReceived => inner?.BytesReceived ?? 0;

    public long BytesSent => inner?.BytesSent ?? 0;

    public X509Certificate2? ClientCertificate => null;

    public EndPoint? RemoteEndPoint => null;

    public EndPoint? LocalEndPoint => null;

    public bool IsSecureConnection => options.Address.UseTls;

    public MqttPacketFormatterAdapter PacketFormatterAdapter { get; } =
        new((MqttProtocolVersion)version, new MqttBufferWriter(WriteBufferSize, MaxWriteBufferSize));

    public IMqttChannelAdapter CreateClientAdapter(
        MQTTnet.MqttClientOptions clientOptions, MqttPacketInspector packetInspector, IMqttNetLogger logger) => this;

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var stream = await dialer.OpenAsync(cancellationToken);
        inner = new MqttChannelAdapter(
            new MqttStreamChannel(stream, options.MaxPacketSize), PacketFormatterAdapter, MqttNetNullLogger.Instance);
    }

    public async Task DisconnectAsync(CancellationToken cancellationToken)
    {
        await closed.CancelAsync();
        if (inner is not null)
        {
            await inner.DisconnectAsync(cancellationToken);
        }
    }

    /// <summary>Sets the message that MQTTnet's next PUBLISH carries.</summary>
    public void Announce(MqttOutgoing outgoing) => next = outgoing;

    /// <summary>Continues with a message of quality of service 2 that the broker received on an earlier connection.</summary>
    public async Task ReleaseAsync(MqttOutgoing outgoing)
    {
        exchanges.Resume(outgoing);
        await WriteAsync(new MqttPubRelPacket { PacketIdentifier = outgoing.Id }, Closed);
    }

    /// <summary>A received message is in the inbox: the next one may be read.</summary>
    public void MakeRoom() => room.Release();

    public Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        switch (packet)
        {
            case MqttConnectPacket { Username: null, Password: not null } when version == MqttVersion.V311:
                throw new ArgumentException("MQTT 3.1.1 takes a password only together with a user.");
            case MqttConnectPacket connect:
                connect.KeepAlivePeriod = (ushort)Math.Min(options.KeepAlive.TotalSeconds, ushort.MaxValue);
                break;
            case MqttPublishPacket { QualityOfServiceLevel: > MqttQualityOfServiceLevel.AtMostOnce } publish:
                exchanges.Begin(publish, next!);
                break;
            case MqttSubscribePacket subscribe:
                exchanges.Begin(subscribe);
                break;
            case MqttPubRelPacket release:
                exchanges.GoOn(release);
                break;
        }

        return WriteAsync(packet, cancellationToken);
    }

    public async Task<MqttPacket?> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        while (await inner!.ReceivePacketAsync(cancellationToken) is { } packet)
        {
            Volatile.Write(ref lastReceived, time.GetTimestamp());
            Interlocked.Increment(ref received);
            if (await IsForClientAsync(packet))
            {
                return packet;
            }
        }

        return null;
    }

    /// <summary>Ends the connection; the first fault is kept as the cause.</summary>
    public void Abort(Exception? cause)
    {
        Interlocked.CompareExchange(ref fault, cause, null);
        Dispose();
    }

    public void ResetStatistics() => inner?.ResetStatistics();

    public void Dispose()
    {
        closed.Cancel();
        exchanges.Close();
        inner?.Dispose();
    }

    private async Task WriteAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        await inner!.SendPacketAsync(packet, cancellationToken);
        Volatile.Write(ref lastSent, time.GetTimestamp());
    }

    private async ValueTask<bool> IsForClientAsync(MqttPacket packet)
    {
        switch (packet)
        {
            case MqttConnAckPacket answer:
                Answer = answer;
                inbox.Resume(answer.IsSessionPresent);
                KeepAlive = answer.ServerKeepAlive > 0 ? TimeSpan.FromSeconds(answer.ServerKeepAlive) : options.KeepAlive;
                answer.ServerKeepAlive = 0; // MqttKeepAlive sends the pings
                return true;
            case MqttDisconnectPacket farewell:
                Farewell = farewell;
                return true;
            case MqttPublishPacket:
                await WaitForRoomAsync();
                return true;
            case MqttPubRelPacket release:
                inbox.Release(release.PacketIdentifier);
                return true;
            case MqttPubRecPacket receipt:
                return await IsForClientAsync(receipt);
            case MqttPubAckPacket or MqttPubCompPacket or MqttSubAckPacket:
                return exchanges.Answered((MqttPacketWithIdentifier)packet);
            default:
                return true;
        }
    }

    private async ValueTask WaitForRoomAsync()
    {
        if (!await room.WaitAsync(TimeSpan.Zero, Closed))
        {
            IsHeldUp = true;
            await room.WaitAsync(Closed);
            IsHeldUp = false;
        }
    }

    private async ValueTask<bool> IsForClientAsync(MqttPubRecPacket receipt)
    {
        var isForClient = exchanges.Received(receipt, out var isKnown);
        if (!isKnown)
        {
            await WriteAsync(
                new MqttPubRelPacket
                {
                    PacketIdentifier = receipt.PacketIdentifier,
                    ReasonCode = MqttPubRelReasonCode.PacketIdentifierNotFound,
                },
                Closed);
        }

        return isForClient;
    }
}
