using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Plans;
using Butler.Functions.Throttling;

namespace Butler.Functions.Routing;

/// <summary>
/// Creates one delivery for each target that no throttle holds back. Two routes with the same channel and recipient send once. Sends of one
/// route with the same key share a window: either all of them are sent, or none.
/// </summary>
internal sealed class ThrottleStage(Throttle throttle, TimeProvider time) : IAlertStage
{
    public async ValueTask<PlannedAlert?> RunAsync(PlannedAlert alert, PlanDraft draft, CancellationToken cancellationToken)
    {
        var holds = new Dictionary<string, ThrottleHold?>();
        var (added, notified) = (new List<PlannedDelivery>(), new List<Target>());
        var window = TimeSpan.Zero;

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
                window = Options(alert, target).Options is { Every: var every } && every > window ? every : window;
                continue;
            }

            draft.Take(target);
            added.Add(delivery);
            if (target.Fault is null)
            {
                notified.Add(target);
            }
        }

        if (notified.Count == 0 && window > TimeSpan.Zero && HeldBackFailures.WakeUp(alert, time.GetUtcNow() + window) is { } wake)
        {
            draft.Wakes.Add(wake);
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
        var (throttling, isOwn) = Options(alert, target);
        if (throttling is not { } options)
        {
            return delivery;
        }

        var key = PlanKeys.Throttle(alert.Route.Name, alert.Event, alert.Task, options, delivery, isOwn);
        if (!holds.TryGetValue(key, out var hold))
        {
            hold = holds[key] = await throttle.ReserveAsync(key, delivery.Id, options.Every, alert.Event, cancellationToken);
        }

        return hold is null ? null : delivery with { Throttle = target.Fault is null || hold.Holder == delivery.Id ? hold : null };
    }

    /// <summary>The throttle of a target, and whether it is that of its send alone; null without one.</summary>
    private static (ThrottleOptions? Options, bool IsOwn) Options(PlannedAlert alert, Target target)
    {
        var own = alert.Route.Send.FirstOrDefault(s => s.Channel == target.Channel)?.Throttle;
        return (own ?? alert.Route.Throttle, own is not null);
    }

    private static string Name(string route, Target target) =>
        target.Recipient is null ? $"{route}/{target.Channel}" : $"{route}/{target.Channel}/{target.Recipient}";
}
