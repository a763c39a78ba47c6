using Butler.Functions.Alerts;
using Butler.Functions.Plans;
using Butler.Functions.Throttling;

namespace Butler.Functions.Routing;

/// <summary>
/// Creates one delivery for each target that no throttle holds back. Two routes with the same channel and recipient send once. Sends of one
/// route with the same key share a window: either all of them are sent, or none.
/// </summary>
internal sealed class ThrottleStage(Throttle throttle) : IAlertStage
{
    public async ValueTask<PlannedAlert?> RunAsync(PlannedAlert alert, PlanDraft draft, CancellationToken cancellationToken)
    {
        var holds = new Dictionary<string, ThrottleHold?>();
        var (added, notified) = (new List<PlannedDelivery>(), new List<Target>());

        // Targets with a fault come last, so that none of them holds the window of another.
        foreach (var target in alert.Targets.OrderBy(t => t.Fault is not null))
        {
            if (draft.IsTaken(target))
            {
                notified.Add(target);
                continue;
            }

            if (await ReserveAsync(alert, target, holds, cancellationToken) is not { } delivery)
            {
                draft.HeldBack.Add(Name(alert.Route.Name, target));
                continue;
            }

            draft.Take(target);
            added.Add(delivery);
            if (target.Fault is null)
            {
                notified.Add(target);
            }
        }

        return alert with { Deliveries = added, Notified = notified };
    }

    /// <summary>The delivery with its window; null when another delivery holds the window.</summary>
    private async Task<PlannedDelivery?> ReserveAsync(
        PlannedAlert alert, Target target, Dictionary<string, ThrottleHold?> holds, CancellationToken cancellationToken)
    {
        var delivery = PlanDraft.Delivery(alert.Id, alert.Route.Name, target) with
        {
            FailedOpen = [.. alert.FailedOpen, .. target.FailedOpen],
            NotBefore = alert.NotBefore,
            Reason = alert.Reason,
        };
        var own = alert.Route.Send.FirstOrDefault(s => s.Channel == target.Channel)?.Throttle;
        if ((own ?? alert.Route.Throttle) is not { } options)
        {
            return delivery;
        }

        var key = PlanKeys.Throttle(alert.Route.Name, alert.Event, alert.Task, options, delivery, own is not null);
        if (!holds.TryGetValue(key, out var hold))
        {
            hold = holds[key] = await throttle.ReserveAsync(key, delivery.Id, options.Every, alert.Event, cancellationToken);
        }

        return hold is null ? null : delivery with { Throttle = target.Fault is null || hold.Holder == delivery.Id ? hold : null };
    }

    private static string Name(string route, Target target) =>
        target.Recipient is null ? $"{route}/{target.Channel}" : $"{route}/{target.Channel}/{target.Recipient}";
}
