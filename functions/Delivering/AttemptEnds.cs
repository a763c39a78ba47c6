using System.Globalization;
using Butler.Core.Azure.Tables;
using Butler.Core.Destinations;
using Butler.Functions.Alerts;
using Butler.Functions.Queues;

namespace Butler.Functions.Delivering;

/// <summary>Records how a delivery ends, and runs the follow-ups.</summary>
internal sealed partial class AttemptEnds(
    DeliveryRows rows, FollowUps followUps, Rescheduler rescheduler, DeliveryCounts counts, DeliveryTelemetry telemetry,
    ILogger<AttemptEnds> logger)
{
    /// <summary>
    /// Records a success. When the tables are unavailable, the queue carries the record instead, so that the delivery is not sent twice.
    /// </summary>
    public async Task SentAsync(DeliveryAttempt attempt, string answer, CancellationToken cancellationToken)
    {
        Arrived(attempt);
        Log.Sent(logger, attempt.Planned.Channel, attempt.What, answer, attempt.Lease.Attempt);
        try
        {
            await rows.SentAsync(attempt.Lease, answer, cancellationToken);
            await followUps.SentAsync(attempt.Delivery, cancellationToken);
        }
        catch (TableException e) when (e.IsTransient)
        {
            var remembered = new Dictionary<string, object>(attempt.Message.Properties, StringComparer.OrdinalIgnoreCase)
            {
                [DeliveryProperties.Sent] = answer,
            };
            await rescheduler.SendAsync(attempt.Message with { Properties = remembered }, cancellationToken);
            Log.NoteMissing(logger, attempt.Planned.Channel, attempt.What, e.Message);
        }
    }

    /// <summary>Counts a success.</summary>
    public void Arrived(DeliveryAttempt attempt)
    {
        counts.AddSent(attempt.Planned.Channel);
        telemetry.Arrived(attempt);
    }

    /// <summary>Records a success that the queue carries.</summary>
    public async Task RecordSentAsync(DeliveryMessage delivery, string answer, CancellationToken cancellationToken)
    {
        var row = await rows.FindAsync(delivery.Event.Id, delivery.Delivery.Id, cancellationToken);
        while (row is not null and not { State: DeliveryState.Sent } && await rows.SentAsync(row, answer, cancellationToken) is null)
        {
            row = await rows.FindAsync(delivery.Event.Id, delivery.Delivery.Id, cancellationToken);
        }

        await followUps.SentAsync(delivery, cancellationToken);
    }

    /// <summary>Gives a delivery up after its last attempt.</summary>
    public Task ExhaustedAsync(DeliveryAttempt attempt, DeliveryOutcome.TryAgain last, CancellationToken cancellationToken) => DeadAsync(
        attempt with { Lease = attempt.Lease with { MaybeArrived = attempt.Lease.MaybeArrived || last.MaybeArrived } },
        string.Create(CultureInfo.InvariantCulture, $"given up after {attempt.Lease.Attempt} attempts: {last.Reason}"),
        cancellationToken);

    /// <summary>Gives a delivery up, and keeps it for replay.</summary>
    public async Task DeadAsync(DeliveryAttempt attempt, string reason, CancellationToken cancellationToken)
    {
        if (await rows.DeadAsync(attempt.Lease, reason, attempt.Message.Body, cancellationToken) is { } dead)
        {
            counts.AddDead(attempt.Planned.Channel);
            await FollowAsync(attempt with { Lease = dead }, cancellationToken);
        }

        Log.Dead(logger, attempt.Planned.Channel, attempt.What, reason);
    }

    /// <summary>Repeats the follow-ups of a row's final state.</summary>
    public async Task FollowAsync(DeliveryAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.Lease.State == DeliveryState.Sent)
        {
            await followUps.SentAsync(attempt.Delivery, cancellationToken);
            return;
        }

        await rows.IndexAsync(attempt.Lease, attempt.Delivery, attempt.What, cancellationToken);
        await followUps.DeadAsync(attempt.Delivery, attempt.Lease, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Channel} received {What} ({Answer}, attempt {Attempt})")]
        public static partial void Sent(ILogger logger, string channel, string what, string answer, int attempt);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel} received {What}, but this cannot be recorded yet: {Reason}")]
        public static partial void NoteMissing(ILogger logger, string channel, string what, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Channel} rejects {What} permanently; it is kept for replay: {Reason}")]
        public static partial void Dead(ILogger logger, string channel, string what, string reason);
    }
}
