using Butler.Core.Events;
using Butler.Functions.Configuration;

namespace Butler.Functions.Routing;

/// <summary>
/// Stops the alert of a route that was muted when the event happened. A summary of late events waits until the mute ends.
/// </summary>
internal sealed class MuteStage(TimeProvider time) : IAlertStage
{
    /// <summary>The end of a route's mute that contains a moment; null when the moment is not muted.</summary>
    public static DateTimeOffset? MutedUntil(ButlerOptions options, RouteOptions route, string? site, DateTimeOffset moment) =>
        route.Mute.Count == 0 ? null : Mutes.Until(route.Mute, moment, options.Site(site).TimeZone);

    public ValueTask<PlannedAlert?> RunAsync(PlannedAlert alert, PlanDraft draft, CancellationToken cancellationToken)
    {
        var isSummary = alert.Event.Type == EventTypes.EventLate;
        var until = MutedUntil(alert.Options, alert.Route, alert.Event.Site, isSummary ? time.GetUtcNow() : alert.Event.OrderTime);
        if (until is null || isSummary)
        {
            return new(alert with { NotBefore = until });
        }

        draft.Muted.Add(alert.Route.Name);
        return new((PlannedAlert?)null);
    }
}
