using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Delivering;
using Butler.Functions.Plans;
using Butler.Functions.Queues;
using Butler.Functions.Tasks;
using Butler.Functions.Timers;

namespace Butler.Functions.Routing;

/// <summary>
/// Follows the plan of an event: first attempts, groups, wake-ups and late events, and then marks the event as done. The run that has
/// stored the plan makes the attempts. A run that finds the plan waits until its lease has ended, and continues with what has no outcome.
/// </summary>
internal sealed partial class PlanRuns(
    EventRows rows, FirstAttempts first, FollowUps followUps, Groups groups, LateEvents late, DistributePolling distributions, DueRows due,
    Rescheduler rescheduler, TimeProvider time, ILogger<PlanRuns> logger)
{
    /// <summary>The property with the deliveries that were sent, when the event's row does not have them yet.</summary>
    public const string SentProperty = "sentfirst";

    /// <summary>The property of a message that waits for the lease: all but the deliveries has been followed already.</summary>
    private const string FollowedProperty = "followed";

    private static readonly TimeSpan BeyondLease = TimeSpan.FromSeconds(2);

    /// <summary>Follows a plan to its end.</summary>
    /// <returns>The row with what was sent; null when the event was put off, and another run will end it.</returns>
    public async Task<EventRow?> FollowAsync(
        TriggerMessage message, EventRow row, ButlerOptions options, CloudEvent @event, TaskEventData? task,
        CancellationToken cancellationToken)
    {
        // A message that carries outcomes was put off by the run that held the lease.
        var carried = message.Text(SentProperty);
        row = row with { Sent = row.Sent.With(SentDeliveries.Parse(carried)) };
        if (!row.IsNew)
        {
            if (carried is null && row.LeaseUntil is { } until && until > time.GetUtcNow())
            {
                // Only the deliveries are leased: a group must not end before this event has joined it.
                await FollowOthersAsync(message, row.Plan!, options, @event, task, cancellationToken);
                await rescheduler.SendAsync(
                    With(message, FollowedProperty, "true"), cancellationToken, until + BeyondLease - time.GetUtcNow());
                Log.Leased(logger, @event.Id, until);
                return null;
            }

            row = await rows.LeaseAsync(row, cancellationToken)
                ?? throw new TimeoutException($"the event {@event.Id} was just changed by another run");
        }

        var others = FollowOthersAsync(message, row.Plan!, options, @event, task, cancellationToken);
        var run = row.IsNew
            ? await first.RunAsync(row, @event, options, cancellationToken)
            : await first.ResumeAsync(row, @event, options, cancellationToken);
        try
        {
            await others;
            run.Failure?.Throw();
            await EndAsync(run.Row, @event, cancellationToken);
            return run.Row;
        }
        catch (Exception)
        {
            if (!await IsPutOffAsync(message, run.Row))
            {
                throw;
            }

            return null;
        }
    }

    /// <summary>
    /// What the plan does besides its deliveries. Each step can be repeated, but not after a group or a run that it joins may have ended.
    /// </summary>
    private async Task FollowOthersAsync(
        TriggerMessage message, Plan plan, ButlerOptions options, CloudEvent @event, TaskEventData? task,
        CancellationToken cancellationToken)
    {
        if (message.Text(FollowedProperty) is not null)
        {
            return;
        }

        await groups.JoinAsync(plan.Groups, options, @event, task, cancellationToken);
        foreach (var wake in plan.Wakes)
        {
            await due.WakeAtAsync(wake.Kind, wake.Id, wake.At, cancellationToken);
        }

        await late.RecordAsync(plan.Late, @event, task, cancellationToken);
        if (plan.WaitsForEnd)
        {
            await distributions.StartAsync(@event, cancellationToken);
        }
    }

    /// <summary>Confirms the windows of what was sent, and marks the event as done.</summary>
    private async Task EndAsync(EventRow row, CloudEvent @event, CancellationToken cancellationToken)
    {
        var holds = row.Plan!.Deliveries.Where(delivery => row.Sent.Find(delivery.Id) is not null).Select(delivery => delivery.Throttle);
        foreach (var hold in holds.OfType<ThrottleHold>().DistinctBy(hold => (hold.Key, hold.Holder)))
        {
            await followUps.SentAsync(hold, cancellationToken);
        }

        while (await rows.FinishAsync(row, cancellationToken) is null)
        {
            // The row may have changed by an own write whose answer was lost: then the lease is still the same.
            if (await rows.FindAsync(@event, cancellationToken) is not { State: EventState.Planned } found
                || found.LeaseUntil != row.LeaseUntil)
            {
                Log.Overtaken(logger, row.RowKey);
                return;
            }

            row = found with { Sent = found.Sent.With(row.Sent) };
        }
    }

    /// <summary>
    /// After a failure: records what was sent, so that it is not sent again. When the tables are unavailable, the queue carries the record.
    /// This also happens while the process stops, so nothing cancels it.
    /// </summary>
    /// <returns>Whether the message is on the queue again.</returns>
    private async Task<bool> IsPutOffAsync(TriggerMessage message, EventRow row)
    {
        try
        {
            await rows.ReleaseAsync(row, CancellationToken.None);
            return false;
        }
        catch (TableException e) when (e.IsTransient)
        {
            if (row.Sent.Count == 0)
            {
                return false;
            }

            await rescheduler.SendAsync(With(message, SentProperty, row.Sent.ToText()), CancellationToken.None);
            Log.NoteMissing(logger, row.RowKey, row.Sent.Count, e.Message);
            return true;
        }
    }

    private static TriggerMessage With(TriggerMessage message, string name, string value) => message with
    {
        Properties = new Dictionary<string, object>(message.Properties, StringComparer.OrdinalIgnoreCase) { [name] = value },
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Another run follows the plan of {Id} until {Until:HH:mm:ss}")]
        public static partial void Leased(ILogger logger, string id, DateTimeOffset until);

        [LoggerMessage(
            Level = LogLevel.Warning, Message = "The lease of {Id} ended before its last attempt; another run continues its plan")]
        public static partial void Overtaken(ILogger logger, string id);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Sent} alerts of {Id} were sent, but this cannot be recorded yet: {Reason}")]
        public static partial void NoteMissing(ILogger logger, string id, int sent, string reason);
    }
}
