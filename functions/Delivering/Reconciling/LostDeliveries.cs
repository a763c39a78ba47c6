using Butler.Functions.Alerts;
using Butler.Functions.Plans;

namespace Butler.Functions.Delivering.Reconciling;

/// <summary>Finds the lost deliveries of a set by their rows.</summary>
internal sealed class LostDeliveries(RecordedEvents events, DeliveryRows rows, TimeProvider time)
{
    /// <summary>Finds the lost deliveries of a set, and the time of the next check; without either, all deliveries have ended.</summary>
    public async Task<Look> LookAsync(OpenSet set, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await events.FindAsync(set.Site, set.EventId, cancellationToken) is not { } recorded)
        {
            // The event's row is deleted after the retention; without it nothing can be sent.
            return new Look([], null);
        }

        if (set.Deliveries is null && recorded.State != "done")
        {
            return Due(set.Planned, () => new LostDelivery(recorded.Event, null, set.Planned, 1, 0));
        }

        var lost = new List<LostDelivery>();
        DateTimeOffset? next = null;
        foreach (var planned in set.Deliveries ?? Unsent(recorded))
        {
            var row = await rows.FindAsync(set.EventId, planned.Id, cancellationToken);
            var look = Of(row, planned);
            lost.AddRange(look.Lost);
            next = look.Next is { } at && (next is null || at < next) ? at : next;
        }

        return new Look(lost, next);

        Look Of(DeliveryRow? row, PlannedDelivery planned)
        {
            var first = planned.NotBefore > set.Planned ? planned.NotBefore.Value : set.Planned;
            return row switch
            {
                null => Due(first, () => Lost(1, set.Replay)),
                { Replay: var replay } when replay < set.Replay => Due(Later(row.NextTime, first), () => Lost(1, set.Replay)),
                { Replay: var replay } when replay > set.Replay => Ended,
                { State: DeliveryState.Sent or DeliveryState.Dead } => Ended,
                { State: DeliveryState.Sending } => Due(row.LeaseUntil ?? first, () => Lost(row.Attempt, row.Replay)),

                // A relay has the delivery: another row in `Due` wakes it until it has ended.
                { State: DeliveryState.Relayed } => new Look([], now.AddHours(1)),
                _ => Due(row.NextTime ?? first, () => Lost(row.Attempt, row.Replay)),
            };

            LostDelivery Lost(int attempt, int replay) => new(recorded.Event, planned, set.Planned, attempt, replay);
        }

        Look Due(DateTimeOffset at, Func<LostDelivery> lost) =>
            at + OpenDeliveries.Patience <= now ? new Look([lost()], null) : new Look([], at + OpenDeliveries.Patience);
    }

    /// <summary>The deliveries of an event's plan that were not sent at their first attempt.</summary>
    private static IEnumerable<PlannedDelivery> Unsent(Recorded recorded) =>
        recorded.Plan?.Deliveries.Where(delivery => recorded.Sent.Find(delivery.Id) is null) ?? [];

    private static Look Ended => new([], null);

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;

    /// <summary>The result of a check.</summary>
    /// <param name="Lost">The lost deliveries.</param>
    /// <param name="Next">When the other deliveries may count as lost, UTC.</param>
    internal sealed record Look(IReadOnlyList<LostDelivery> Lost, DateTimeOffset? Next);
}
