using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Destinations;
using Butler.Core.Events;
using Butler.Core.Time;
using Butler.Functions.Queues;

namespace Butler.Functions.Delivering;

/// <summary>
/// Puts the next attempt of a delivery on the queue before it updates the row. After a crash in between, both attempts find the row, and
/// one of them continues.
/// </summary>
internal sealed partial class NextAttempts(
    DeliveryRows rows, IServiceBus bus, DeliveryCounts counts, TimeProvider time, Random random, QuietLogs trouble,
    ILogger<NextAttempts> logger)
{
    /// <summary>The properties of the previous attempt, which are removed.</summary>
    private static readonly string[] Past =
    [
        Rescheduler.HopProperty, Rescheduler.FaultsProperty, Rescheduler.EnqueuedProperty, Rescheduler.DeadLetteredProperty,
        DeliveryProperties.Relayed,
        DeliveryProperties.WaitNoted,
    ];

    public async Task AddAsync(DeliveryAttempt attempt, DeliveryOutcome.TryAgain again, CancellationToken cancellationToken)
    {
        var lease = attempt.Lease with { MaybeArrived = attempt.Lease.MaybeArrived || again.MaybeArrived };
        var next = lease.Attempt + 1;
        var id = attempt.Message.Text(Rescheduler.IdProperty) ?? attempt.Planned.Id;
        var at = time.GetUtcNow() + RetryPlan.Pause(lease.Attempt, again.RetryAfter, random);
        await bus.SendAsync(
            QueueNames.Deliveries,
            new QueueMessage
            {
                Body = attempt.Message.Body,
                MessageId = EventIdentity.MessageId(id, next, hop: 0),
                Label = attempt.Message.Label,
                ScheduledEnqueueTime = at,
                Properties = Properties(attempt.Message, lease, id, next),
            },
            cancellationToken);
        counts.AddRetried(attempt.Planned.Channel);
        await rows.PendingAsync(lease, next, at, again.Reason, cancellationToken);
        if (trouble.About(attempt.Planned.Channel).IsDue(out var unwritten))
        {
            Log.TryAgain(logger, attempt.Planned.Channel, attempt.What, lease.Attempt, again.Reason, at, unwritten);
        }
    }

    private static Dictionary<string, object> Properties(TriggerMessage message, DeliveryRow lease, string id, int next)
    {
        var properties = Rescheduler.Carried(message);
        foreach (var past in Past)
        {
            properties.Remove(past);
        }

        properties[Rescheduler.IdProperty] = id;
        properties[Rescheduler.AttemptProperty] = next;
        if (lease.Replay > 0)
        {
            properties[DeliveryProperties.Replay] = lease.Replay;
        }

        if (lease.MaybeArrived)
        {
            properties[DeliveryProperties.MaybeArrived] = "true";
        }

        return properties;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel} did not accept {What} (attempt {Attempt}: {Reason}); next attempt at "
            + "{At:HH:mm:ss} ({Unwritten} similar failures since the last line)")]
        public static partial void TryAgain(
            ILogger logger, string channel, string what, int attempt, string reason, DateTimeOffset at, int unwritten);
    }
}
