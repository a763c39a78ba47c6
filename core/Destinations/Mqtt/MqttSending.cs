using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>
/// Sends on one connection: subscriptions, then messages, beginning with those that an earlier connection left unacknowledged. Any
/// failure ends the connection, and unacknowledged work is repeated on the next one.
/// </summary>
internal sealed partial class MqttSending(
    MQTTnet.MqttClient client, MqttSessionAdapter adapter, MqttOutbox outbox, MqttSubscriptions subscriptions, MqttWorkSignal work,
    ILogger logger)
{
    private readonly Queue<MqttOutgoing> again = new();
    private int unacknowledged;
    private int unacknowledgedExactlyOnce;

    /// <summary>Runs until it is stopped, or the connection ends.</summary>
    public async Task RunAsync(MqttLimits limits, bool sessionPresent, CancellationToken stopping)
    {
        subscriptions.Resume(sessionPresent);
        foreach (var outgoing in outbox.Resume(sessionPresent))
        {
            again.Enqueue(outgoing);
        }

        while (!adapter.Closed.IsCancellationRequested)
        {
            while (subscriptions.Next() is { } wanted)
            {
                _ = OrAbortAsync(() => SubscribeAsync(wanted));
            }

            while (!adapter.Closed.IsCancellationRequested && Next(limits) is { } outgoing)
            {
                await SendAsync(outgoing, limits);
            }

            await work.WaitAsync(stopping);
        }
    }

    /// <summary>Sends a ping; completes with the answer or the end of the connection.</summary>
    public Task PingAsync() => OrAbortAsync(() => client.PingAsync(adapter.Closed));

    private MqttOutgoing? Next(MqttLimits limits)
    {
        return !again.TryPeek(out var first) ? outbox.Next(HasQuota)
            : first.IsReleased || HasQuota(first.Qos) ? again.Dequeue()
            : null;

        bool HasQuota(MqttQos qos) => qos == MqttQos.AtMostOnce
            || (Volatile.Read(ref unacknowledged) < limits.ReceiveMaximum
                && (qos == MqttQos.AtLeastOnce || Volatile.Read(ref unacknowledgedExactlyOnce) < limits.ExactlyOnceMaximum));
    }

    private async Task SendAsync(MqttOutgoing outgoing, MqttLimits limits)
    {
        if (outgoing.IsReleased)
        {
            await OrAbortAsync(() => adapter.ReleaseAsync(outgoing));
        }
        else if (limits.ProblemOf(outgoing) is { } problem)
        {
            outbox.Fail(outgoing, problem);
        }
        else if (outgoing.Qos == MqttQos.AtMostOnce)
        {
            await OrAbortAsync(() => WriteAsync(outgoing));
        }
        else
        {
            Count(outgoing.Qos, 1);
            _ = OrAbortAsync(() => PublishAsync(outgoing));
        }
    }

    private async Task OrAbortAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception fault)
        {
            // For a lost connection, MQTTnet's event has a better reason.
            adapter.Abort(fault is MqttClientDisconnectedException ? fault.InnerException : fault);
        }
    }

    /// <summary>Ends when the message is written.</summary>
    private async Task WriteAsync(MqttOutgoing outgoing)
    {
        try
        {
            await client.PublishAsync(Message(outgoing), adapter.Closed);
            outgoing.Done.TrySetResult();
        }
        catch
        {
            outgoing.Fail("the connection ended", isTransient: true);
            throw;
        }
    }

    /// <summary>
    /// Completes with the acknowledgement. A caller's cancellation is not passed to MQTTnet, because a partly written packet breaks the
    /// connection.
    /// </summary>
    private async Task PublishAsync(MqttOutgoing outgoing)
    {
        using var refused = new CancellationTokenSource();
        try
        {
            adapter.Announce(outgoing);
            var publishing = client.PublishAsync(Message(outgoing), refused.Token);
            await Task.WhenAny(publishing, outgoing.Done.Task);
            if (!publishing.IsCompleted)
            {
                await refused.CancelAsync(); // the broker has answered, but the answer was not passed to MQTTnet
                await ((Task)publishing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }

            var result = await publishing;
            outbox.End(outgoing, outgoing.IsReleased ? (byte)0 : (byte)result.ReasonCode, result.ReasonString);
        }
        finally
        {
            Count(outgoing.Qos, -1);
            work.Set();
        }
    }

    private void Count(MqttQos qos, int change)
    {
        Interlocked.Add(ref unacknowledged, change);
        Interlocked.Add(ref unacknowledgedExactlyOnce, qos == MqttQos.ExactlyOnce ? change : 0);
    }

    private async Task SubscribeAsync(MqttSubscriptions.Wanted wanted)
    {
        var options = new MqttClientSubscribeOptionsBuilder().WithTopicFilter(wanted.Filter, (MqttQualityOfServiceLevel)wanted.Qos).Build();
        var result = await client.SubscribeAsync(options, adapter.Closed);
        if (subscriptions.Answered(wanted, (byte)result.Items.First().ResultCode))
        {
            Log.SubscriptionRefused(logger, wanted.Filter);
        }
    }

    private static MqttApplicationMessage Message(MqttOutgoing outgoing) => new()
    {
        Topic = outgoing.Topic,
        Payload = new(outgoing.Payload),
        QualityOfServiceLevel = (MqttQualityOfServiceLevel)outgoing.Qos,
        Retain = outgoing.Retain,
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The MQTT broker refuses the subscription to {Filter}, which it granted before")]
        public static partial void SubscriptionRefused(ILogger logger, string filter);
    }
}
