using Butler.Functions.Alerts;
using Butler.Functions.Plans;

namespace Butler.Functions.Delivering.Reconciling;

/// <summary>Tells by their rows which deliveries of a set are lost.</summary>
internal sealed class LostDeliveries(RecordedEvents events, DeliveryRows rows, TimeProvider time)
{
    /// <summary>What is lost of a set, and when the rest of it is to be looked at again; neither: all have ended.</summary>
    public async Task<Look> LookAsync(OpenSet set, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await events.FindAsync(set.Site, set.EventId, cancellationToken) is not { } recorded)
        {
            // Its row is deleted after the retention; without it there is nothing that could be sent.
            return new Look([], null);
        }

        if (set.Deliveries is null && recorded.State != "done")
        {
            return Due(set.Planned, () => new LostDelivery(recorded.Event, null, set.Planned, 1, 0));
        }

        var lost = new List<LostDelivery>();
        DateTimeOffset? next = null;
        foreach (var planned in set.Deliveries ?? recorded.Plan?.Deliveries ?? [])
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

                // A relay has it: a row of its own in `Due` wakes it until it has ended.
                { State: DeliveryState.Relayed } => new Look([], now.AddHours(1)),
                _ => Due(row.NextTime ?? first, () => Lost(row.Attempt, row.Replay)),
            };

            LostDelivery Lost(int attempt, int replay) => new(recorded.Event, planned, set.Planned, attempt, replay);
        }

        Look Due(DateTimeOffset at, Func<LostDelivery> lost) =>
            at + OpenDeliveries.Patience <= now ? new Look([lost()], null) : new Look([], at + OpenDeliveries.Patience);
    }

    private static Look Ended => new([], null);

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;

    /// <summary>What a look found.</summary>
    /// <param name="Lost">What is lost.</param>
    /// <param name="Next">When what is not lost may be, UTC.</param>
    internal sealed record Look(IReadOnlyList<LostDelivery> Lost, DateTimeOffset? Next);
}
