using Butler.Core.Destinations.Mqtt.Connecting;
using Butler.Core.Destinations.Mqtt.Wire;
using Microsoft.Extensions.Logging;

namespace Butler.Core.Destinations.Mqtt.Session;

/// <summary>What goes on over one connection from the broker's consent to its end: reading, sending and keeping alive, side by side.</summary>
internal sealed partial class MqttConversation(
    MqttLink link,
    MqttLimits limits,
    MqttSession session,
    MqttSubscriptions subscriptions,
    MqttInbox inbox,
    WorkSignal work,
    TimeProvider time,
    ILogger logger)
{
    private const byte ProtocolError = 0x82;
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(2);

    /// <summary>Runs until the connection ends, which is always an exception, or the client is stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task[] loops = [ReceiveAsync(end.Token), SendAsync(end.Token), KeepAlive.RunAsync(link, limits.KeepAlive, time, end.Token)];
        var first = await Task.WhenAny(loops);
        await end.CancelAsync();
        if (stopping.IsCancellationRequested)
        {
            await SayFarewellAsync(0);
        }
        else if (first.Exception?.InnerException is MqttProtocolException && link.Version == MqttVersion.V5)
        {
            await SayFarewellAsync(ProtocolError);
        }

        await link.DisposeAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what the first ended with is what counts
        await first;
    }

    private async Task ReceiveAsync(CancellationToken stopping)
    {
        while (true)
        {
            switch (await link.ReadAsync(stopping))
            {
                case MqttPacket.Publish publish:
                    await TakeAsync(publish, stopping);
                    break;
                case MqttPacket.Ack ack:
                    if (session.Acknowledged(ack) is { } answer)
                    {
                        await link.WriteAsync(answer, stopping);
                    }

                    work.Set();
                    break;
                case MqttPacket.SubAck ack:
                    if (subscriptions.Answered(ack) is { } refused)
                    {
                        Log.SubscriptionRefused(logger, refused);
                    }

                    break;
                case MqttPacket.UnsubAck ack:
                    subscriptions.Answered(ack);
                    break;
                case MqttPacket.PingResp:
                    break;
                case MqttPacket.Disconnect farewell when link.Version == MqttVersion.V5:
                    throw new MqttException($"The broker ended the connection: {MqttReasons.With(farewell.Reason, farewell.Properties)}.")
                    {
                        IsTransient = !MqttReasons.NeedsOperator(farewell.Reason),
                    };
                case var packet:
                    throw new MqttProtocolException($"The broker sent {packet.GetType().Name}, which it may not here.");
            }
        }
    }

    private ValueTask TakeAsync(MqttPacket.Publish publish, CancellationToken stopping)
    {
        var message = new MqttMessage(publish.Topic, publish.Payload, publish.Qos, publish.Retain, publish.Duplicate);
        return publish.Qos switch
        {
            MqttQos.AtMostOnce => inbox.PutAsync(message, null, link, stopping),
            MqttQos.AtLeastOnce => inbox.PutAsync(message, new MqttPacket.Ack(MqttPacketType.PubAck, publish.Id), link, stopping),
            _ => inbox.PutAsync(
                session.Take(publish.Id) ? message : null, new MqttPacket.Ack(MqttPacketType.PubRec, publish.Id), link, stopping),
        };
    }

    private async Task SendAsync(CancellationToken stopping)
    {
        while (true)
        {
            while (subscriptions.Next() is { } request)
            {
                await link.WriteAsync(request, stopping);
            }

            while (session.Next() is var (packet, outgoing))
            {
                await SendAsync(packet, outgoing, stopping);
            }

            await work.WaitAsync(stopping);
        }
    }

    private async Task SendAsync(MqttPacket packet, Outgoing outgoing, CancellationToken stopping)
    {
        var bytes = MqttEncoder.Encode(packet, link.Version);
        var problem = packet is MqttPacket.Publish publish ? limits.ProblemOf(publish) : null;
        problem ??= bytes.Length > limits.PacketSize ? $"it has {bytes.Length} bytes, the broker takes {limits.PacketSize}" : null;
        if (problem is not null)
        {
            session.Fail(outgoing, problem);
            return;
        }

        outgoing.WasSent = true;
        try
        {
            await link.WriteAsync(bytes, stopping);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException && outgoing.Packet.Qos == MqttQos.AtMostOnce)
        {
            outgoing.Fail("the connection ended", isTransient: true);
            throw;
        }

        if (outgoing.Packet.Qos == MqttQos.AtMostOnce)
        {
            outgoing.Done.TrySetResult();
        }
    }

    private async Task SayFarewellAsync(byte reason)
    {
        using var patience = new CancellationTokenSource(FarewellPatience, time);
        try
        {
            await link.WriteAsync(new MqttPacket.Disconnect(reason), patience.Token);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            Log.NoFarewell(logger, gone.Message); // then the broker publishes our will: it cannot know better
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The MQTT broker refuses the subscription to {Filter} that it once granted")]
        public static partial void SubscriptionRefused(ILogger logger, string filter);

        [LoggerMessage(2, LogLevel.Debug, "The MQTT connection ended before it could be closed in order: {Reason}")]
        public static partial void NoFarewell(ILogger logger, string reason);
    }
}
