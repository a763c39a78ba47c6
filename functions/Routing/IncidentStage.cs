using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Incidents;
using Butler.Functions.Timers;

namespace Butler.Functions.Routing;

/// <summary>
/// Records failures as incidents of a route that waits for recoveries. The alert names the incident that waits for an acknowledgement.
/// </summary>
internal sealed class IncidentStage(IncidentRows incidents, GroupIncidents groups, TimeProvider time) : IAlertStage
{
    /// <summary>Whether a route waits for recoveries.</summary>
    public static bool HasIncidents(RouteOptions route) => route.Resolve || route.Escalate is not null;

    public async ValueTask<PlannedAlert?> RunAsync(PlannedAlert alert, PlanDraft draft, CancellationToken cancellationToken)
    {
        if (alert.Failures.Count == 0 || !HasIncidents(alert.Route))
        {
            return alert;
        }

        return alert.Group is { } group
            ? await GroupAsync(alert, group, draft, cancellationToken)
            : await SingleAsync(alert, draft, cancellationToken);
    }

    private async Task<PlannedAlert> SingleAsync(PlannedAlert alert, PlanDraft draft, CancellationToken cancellationToken)
    {
        foreach (var (subject, failure) in alert.Failures)
        {
            var own = await incidents.FailedAsync(
                alert.Route.Name, alert.Route.Escalate?.After, subject, alert.Event.Site, failure, alert.Notified, null, cancellationToken);
            var incident = own is null ? null : await groups.CountAsync(own, alert.Notified, cancellationToken);
            if (incident is not { EscalateAt: { } at, Resolved: null, Acknowledged: null })
            {
                continue;
            }

            if (incident.First.Id == failure.Id)
            {
                draft.Wakes.Add(new WakeUp(Escalations.TimerKind, incident.Id, at));
            }

            alert = WithReason(alert, reason => reason with { Incident = incident.Id });
        }

        return alert;
    }

    /// <summary>The failures of a group are one incident.</summary>
    private async Task<PlannedAlert> GroupAsync(
        PlannedAlert alert, GroupIdentity group, PlanDraft draft, CancellationToken cancellationToken)
    {
        var outcome = await groups.FailedAsync(alert.Route, group, alert.Event.Site, alert.Failures, alert.Notified, cancellationToken);
        foreach (var incident in outcome.Others.Prepend(outcome.Joined))
        {
            if (incident is { EscalateAt: { } at, Resolved: null, Acknowledged: null, Escalated: null })
            {
                draft.Wakes.Add(new WakeUp(Escalations.TimerKind, incident.Id, at));
            }
        }

        if (outcome.Ended is { } ended)
        {
            draft.Wakes.Add(GroupEnds.WakeUp(ended, time));
        }

        var shown = outcome.Waiting ?? outcome.Joined ?? (outcome.Others is [var other, ..] ? other : null);
        var correlation = shown is { Members: > 0 } ? shown.Id : null;
        return outcome.Waiting is null && correlation is null && outcome.Recovered == 0
            ? alert
            : WithReason(
                alert, reason => reason with { Incident = outcome.Waiting?.Id, Recovered = outcome.Recovered, Correlation = correlation });
    }

    private static PlannedAlert WithReason(PlannedAlert alert, Func<AlertReason, AlertReason> change) =>
        alert with
        {
            Deliveries = [.. alert.Deliveries.Select(delivery => delivery with { Reason = change(delivery.Reason ?? new AlertReason()) })],
        };
}
