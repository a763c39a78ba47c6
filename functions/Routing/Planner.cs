using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Incidents;
using Butler.Functions.Plans;
using Butler.Functions.Throttling;

namespace Butler.Functions.Routing;

/// <summary>
/// Plans the alerts of an event. The alert of each route passes the stages mute, recipients, group, throttle and incident. The alert of an
/// ended group passes the last two.
/// </summary>
internal sealed class Planner(Throttle throttle, IncidentRows incidents, GroupIncidents groups, TimeProvider time)
{
    private readonly RecoveryStage recovery = new(incidents, groups, time);
    private readonly IAlertStage[] beforeSending = [new MuteStage(time), new RecipientStage(), new GroupStage()];
    private readonly IAlertStage[] sending = [new ThrottleStage(throttle, time), new IncidentStage(incidents, groups, time)];

    /// <summary>Whether planning writes to tables, so that the event must be recorded first.</summary>
    public static bool NeedsTables(ButlerOptions options, CloudEvent @event, TaskEventData? task, IReadOnlyList<RouteMatch> matches)
    {
        var subject = IncidentSubject.Of(@event, task);
        return RecoveryStage.MayEnd(options, subject) || matches.Any(
            m => m.Route.Group is null && (HasIncident(m.Route) || IsThrottled(m.Route)));

        bool HasIncident(RouteOptions route) => subject is not null && IncidentStage.HasIncidents(route);
        static bool IsThrottled(RouteOptions route) => route.Send.Any(send => (send.Throttle ?? route.Throttle) is not null);
    }

    /// <summary>Plans an event. A late event is only added to summaries, but still ends incidents.</summary>
    public async Task<Plan> PlanAsync(
        ButlerOptions options, CloudEvent @event, TaskEventData? task, IReadOnlyList<RouteMatch> matches, bool isLate,
        CancellationToken cancellationToken)
    {
        var draft = new PlanDraft();
        var subject = IncidentSubject.Of(@event, task);
        if (RecoveryStage.MayEnd(options, subject))
        {
            await recovery.RunAsync(draft, options, subject!, @event, cancellationToken);
        }

        IReadOnlyList<(string Subject, EventSummary Failure)> failures =
            subject is { Recovers: false } ? [(subject.Key, EventSummaries.Of(@event, task))] : [];
        foreach (var (route, open) in isLate ? [] : matches)
        {
            var alert = new PlannedAlert(@event.Id, options, route, @event, task) { FailedOpen = open, Failures = failures };
            await RunAsync([.. beforeSending, .. sending], alert, draft, cancellationToken);
        }

        IReadOnlyList<string> routes = [.. matches.Select(m => m.Route.Name)];
        return draft.Plan(routes) with { Late = isLate ? routes : [] };
    }

    /// <summary>Plans an ended group.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="route">Its route.</param>
    /// <param name="group">The group.</param>
    /// <param name="members">The members in order of time; at least one.</param>
    /// <param name="first">The event of the first member.</param>
    /// <param name="cancellationToken">Cancels planning.</param>
    public async Task<Plan> PlanGroupAsync(
        ButlerOptions options, RouteOptions route, GroupIdentity group, IReadOnlyList<GroupMember> members, CloudEvent first,
        CancellationToken cancellationToken)
    {
        var draft = new PlanDraft();
        var alert = new PlannedAlert(group.Id, options, route, first, EventData.Task(first))
        {
            Group = group,
            FailedOpen = [.. members.SelectMany(m => m.FailedOpen).Distinct()],
            Failures = [.. members.Where(m => m.Subject is not null).Select(m => (m.Subject!, m.Summary))],
            Targets = [.. members.SelectMany(m => m.Targets).GroupBy(PlanDraft.Taken)
                .Select(same => same.First() with { FailedOpen = [.. same.SelectMany(t => t.FailedOpen).Distinct()] })],
            Reason = members.Count == 1
                ? null
                : new AlertReason
                {
                    Kind = AlertKind.Group,
                    Count = members.Count,
                    Members = IncidentPlans.Shown(members.Select(m => m.Summary)),
                },
        };
        await RunAsync(sending, alert, draft, cancellationToken);
        return draft.Plan([route.Name]);
    }

    private static async Task RunAsync(
        IReadOnlyList<IAlertStage> stages, PlannedAlert alert, PlanDraft draft, CancellationToken cancellationToken)
    {
        PlannedAlert? passing = alert;
        foreach (var stage in stages)
        {
            passing = await stage.RunAsync(passing, draft, cancellationToken);
            if (passing is null)
            {
                return;
            }
        }

        draft.Deliveries.AddRange(passing.Deliveries);
    }
}
