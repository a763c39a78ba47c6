using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Incidents;
using Butler.Functions.Plans;
using Butler.Functions.Throttling;
using Butler.Functions.Timers;

namespace Butler.Functions.Routing;

/// <summary>
/// Decides what is to be sent: the routes an event meets, who gets it, what throttles hold back, what is muted or waits for a group, and
/// whether something that failed is well again. It writes only what may be written twice: throttle windows and incidents by the event's id.
/// </summary>
internal sealed class Planner(Throttle throttle, IncidentRows incidents, GroupIncidents groups, TimeProvider time)
{
    /// <summary>The routes that an event meets, in the order of the file.</summary>
    public static IReadOnlyList<RouteMatch> Match(ButlerOptions options, CloudEvent @event, TaskEventData? task)
    {
        // A summary of late events belongs to the route whose events came late, whatever types that route names.
        var summarised = @event.Type == EventTypes.EventLate ? EventData.LateSummary(@event)?.Route : null;
        var matcher = new RouteMatcher(@event, task);
        var matches = new List<RouteMatch>();
        foreach (var route in options.Routes)
        {
            if (route.Name == summarised)
            {
                matches.Add(new RouteMatch(route with { Throttle = null, Group = null }, []));
            }
            else if (matcher.Match(route) is { } open)
            {
                matches.Add(new RouteMatch(route, open));
            }
        }

        // What this system has to say of itself is not lost for want of a route.
        if (matches.Count == 0 && !EventKinds.IsMetric(@event.Type) && options.DefaultRoute is { } own && matcher.Match(own) is not null)
        {
            matches.Add(new RouteMatch(own, []));
        }

        return matches;
    }

    /// <summary>Whether deciding writes to tables, so that the event must be recorded first.</summary>
    public static bool NeedsTables(ButlerOptions options, CloudEvent @event, TaskEventData? task, IReadOnlyList<RouteMatch> matches)
    {
        var subject = IncidentSubject.Of(@event, task);
        return MayEnd(options, subject)
            || matches.Any(m => m.Route.Group is null
                && ((subject is not null && HasIncidents(m.Route)) || m.Route.Send.Any(s => (s.Throttle ?? m.Route.Throttle) is not null)));
    }

    /// <summary>The plan for an event. What came too late is summed up by its routes, but still ends what it ends.</summary>
    public async Task<Plan> PlanAsync(
        ButlerOptions options, CloudEvent @event, TaskEventData? task, IReadOnlyList<RouteMatch> matches, bool isLate, CancellationToken cancellationToken)
    {
        var draft = new PlanDraft();
        var subject = IncidentSubject.Of(@event, task);
        if (MayEnd(options, subject))
        {
            await AddEndsAsync(draft, options, subject!, @event, cancellationToken);
        }

        foreach (var (route, open) in isLate ? [] : matches)
        {
            DateTimeOffset? notBefore = null;
            if (@event.Type == EventTypes.EventLate)
            {
                notBefore = MutedUntil(options, route, @event.Site, time.GetUtcNow());
            }
            else if (MutedUntil(options, route, @event.Site, @event.OrderTime) is not null)
            {
                draft.Muted.Add(route.Name);
                continue;
            }

            var targets = draft.Targets(route.Name, route.Send, @event, task);
            if (route.Group is not null)
            {
                draft.Groups.Add(new GroupJoin { Route = route.Name, Key = PlanKeys.Group(route, @event, task), Targets = targets, FailedOpen = open });
                continue;
            }

            var alert = new PlannedAlert(@event.Id, route, @event, task, targets) { FailedOpen = open, NotBefore = notBefore };
            await AddAlertAsync(draft, alert, subject is { Recovers: false } ? [(subject.Key, EventSummaries.Of(@event, task))] : [], cancellationToken);
        }

        return draft.Plan([.. matches.Select(m => m.Route.Name)]) with { Late = isLate ? [.. matches.Select(m => m.Route.Name)] : [] };
    }

    /// <summary>The plan of a group that has come to its end.</summary>
    /// <param name="route">Its route.</param>
    /// <param name="group">The group.</param>
    /// <param name="members">Its members in the order of their times; at least one.</param>
    /// <param name="first">The event of the first member.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Plan> PlanGroupAsync(
        RouteOptions route, GroupIdentity group, IReadOnlyList<GroupMember> members, CloudEvent first, CancellationToken cancellationToken)
    {
        var draft = new PlanDraft();
        var targets = members.SelectMany(m => m.Targets).GroupBy(PlanDraft.Taken)
            .Select(same => same.First() with { FailedOpen = [.. same.SelectMany(t => t.FailedOpen).Distinct()] }).ToList();
        var alert = new PlannedAlert(group.Id, route, first, EventData.Task(first), targets)
        {
            Group = group,
            FailedOpen = [.. members.SelectMany(m => m.FailedOpen).Distinct()],
            Reason = members.Count == 1
                ? null
                : new AlertReason { Kind = AlertKind.Group, Count = members.Count, Members = IncidentPlans.Shown(members.Select(m => m.Summary)) },
        };
        await AddAlertAsync(draft, alert, [.. members.Where(m => m.Subject is not null).Select(m => (m.Subject!, m.Summary))], cancellationToken);
        return draft.Plan([route.Name]);
    }

    /// <summary>When the route's muted time ends that a moment lies in; null when the moment is not muted.</summary>
    public static DateTimeOffset? MutedUntil(ButlerOptions options, RouteOptions route, string? site, DateTimeOffset moment) =>
        route.Mute.Count == 0 ? null : Mutes.Until(route.Mute, moment, options.Site(site).TimeZone);

    /// <summary>Tells those who were told of a failure that it is over.</summary>
    private async Task AddEndsAsync(PlanDraft draft, ButlerOptions options, IncidentSubject subject, CloudEvent @event, CancellationToken cancellationToken)
    {
        foreach (var incident in await incidents.SucceededAsync(subject.Key, @event, cancellationToken))
        {
            if (incident.Group is { } membership)
            {
                if (await groups.RecoveredAsync(membership, @event, cancellationToken) is { Resolved: not null } ended)
                {
                    draft.Resolves.AddRange(options.Route(ended.Route) is { Resolve: true } ? [ended.Route] : []);
                    draft.Wakes.Add(End(ended));
                }

                continue;
            }

            if (options.Route(incident.Route) is not { Resolve: true } route)
            {
                continue;
            }

            draft.Resolves.Add(route.Name);
            var notBefore = MutedUntil(options, route, @event.Site, time.GetUtcNow());
            foreach (var target in incident.Told.Where(draft.Take))
            {
                draft.Deliveries.Add(PlanDraft.Delivery(@event.Id, route.Name, target) with
                {
                    Escalated = target.Escalated,
                    NotBefore = notBefore,
                    Reason = new AlertReason { Kind = AlertKind.Resolved, Incident = incident.Id, First = incident.First, Count = incident.Count },
                });
            }
        }
    }

    /// <summary>One delivery for each target that nothing holds back. Two routes that name the same channel and recipient send once.</summary>
    private async Task AddAlertAsync(
        PlanDraft draft, PlannedAlert alert, IReadOnlyList<(string Subject, EventSummary Failure)> failures, CancellationToken cancellationToken)
    {
        var route = alert.Route;
        var holds = new Dictionary<string, ThrottleHold?>();
        var (added, told) = (new List<PlannedDelivery>(), new List<Target>());

        // Those that can never be sent come last, so that none of them holds the window of another.
        foreach (var target in alert.Targets.OrderBy(t => t.Fault is not null))
        {
            if (draft.IsTaken(target))
            {
                told.Add(target);
                continue;
            }

            var delivery = PlanDraft.Delivery(alert.Id, route.Name, target) with { FailedOpen = [.. alert.FailedOpen, .. target.FailedOpen], NotBefore = alert.NotBefore, Reason = alert.Reason };
            var own = route.Send.FirstOrDefault(s => s.Channel == target.Channel)?.Throttle;
            if ((own ?? route.Throttle) is { } options)
            {
                // Sends of one route that share a key share a window: they go out together or not at all.
                var key = PlanKeys.Throttle(alert.Route.Name, alert.Event, alert.Task, options, delivery, own is not null);
                if (!holds.TryGetValue(key, out var hold))
                {
                    hold = holds[key] = await throttle.ReserveAsync(key, delivery.Id, options.Every, alert.Event, cancellationToken);
                }

                if (hold is null)
                {
                    draft.HeldBack.Add(Name(route.Name, target));
                    continue;
                }

                delivery = delivery with { Throttle = target.Fault is null || hold.Holder == delivery.Id ? hold : null };
            }

            draft.Take(target);
            added.Add(delivery);
            if (target.Fault is null)
            {
                told.Add(target);
            }
        }

        if (HasIncidents(route))
        {
            added = await WithIncidentsAsync(draft, alert, failures, added, told, cancellationToken);
        }

        draft.Deliveries.AddRange(added);
    }

    /// <summary>Notes the failures as incidents; the alert names the one that waits for an acknowledgement.</summary>
    private async Task<List<PlannedDelivery>> WithIncidentsAsync(
        PlanDraft draft, PlannedAlert alert, IReadOnlyList<(string Subject, EventSummary Failure)> failures, List<PlannedDelivery> added, List<Target> told,
        CancellationToken cancellationToken)
    {
        if (alert.Group is { } group)
        {
            return failures.Count == 0 ? added : await WithGroupAsync(draft, alert, group, failures, added, told, cancellationToken);
        }

        foreach (var (subject, failure) in failures)
        {
            if (await incidents.FailedAsync(
                alert.Route.Name, alert.Route.Escalate?.After, subject, alert.Event.Site, failure, told, null, cancellationToken) is not { } own)
            {
                continue;
            }

            var incident = await groups.CountAsync(own, told, cancellationToken);
            if (incident is not { EscalateAt: { } at, Resolved: null, Acknowledged: null })
            {
                continue;
            }

            if (incident.First.Id == failure.Id)
            {
                draft.Wakes.Add(new WakeUp(Escalations.TimerKind, incident.Id, at));
            }

            added = [.. added.Select(d => d with { Reason = (d.Reason ?? new AlertReason()) with { Incident = incident.Id } })];
        }

        return added;
    }

    /// <summary>Notes the failures of a group, which are one incident.</summary>
    private async Task<List<PlannedDelivery>> WithGroupAsync(
        PlanDraft draft, PlannedAlert alert, GroupIdentity group, IReadOnlyList<(string Subject, EventSummary Failure)> failures, List<PlannedDelivery> added,
        List<Target> told, CancellationToken cancellationToken)
    {
        var outcome = await groups.FailedAsync(alert.Route, group, alert.Event.Site, failures, told, cancellationToken);
        foreach (var incident in outcome.Others.Prepend(outcome.Joined))
        {
            if (incident is { EscalateAt: { } at, Resolved: null, Acknowledged: null, Escalated: null })
            {
                draft.Wakes.Add(new WakeUp(Escalations.TimerKind, incident.Id, at));
            }
        }

        if (outcome.Ended is { } ended)
        {
            draft.Wakes.Add(End(ended));
        }

        var shown = outcome.Waiting ?? outcome.Joined ?? (outcome.Others is [var other, ..] ? other : null);
        var correlation = shown is { Members: > 0 } ? shown.Id : null;
        return outcome.Waiting is null && correlation is null && outcome.Recovered == 0
            ? added
            : [.. added.Select(d => d with
            {
                Reason = (d.Reason ?? new AlertReason()) with { Incident = outcome.Waiting?.Id, Recovered = outcome.Recovered, Correlation = correlation },
            })];
    }

    /// <summary>Notifies of a group's end at once: the whole second before now has passed, and a time to come would wait for the next one.</summary>
    private WakeUp End(Incident ended) => new(GroupEnds.TimerKind, ended.Id, time.GetUtcNow().AddSeconds(-1));

    private static bool HasIncidents(RouteOptions route) => route.Resolve || route.Escalate is not null;

    private static bool MayEnd(ButlerOptions options, IncidentSubject? subject) =>
        subject is { Recovers: true } && options.Routes.Any(route => HasIncidents(route) && IncidentSubject.CanFail(route.On, subject.Kind));

    private static string Name(string route, Target target) => target.Recipient is null ? $"{route}/{target.Channel}" : $"{route}/{target.Channel}/{target.Recipient}";

    /// <summary>One alert before it is known who gets it.</summary>
    private sealed record PlannedAlert(string Id, RouteOptions Route, CloudEvent Event, TaskEventData? Task, IReadOnlyList<Target> Targets)
    {
        public IReadOnlyList<string> FailedOpen { get; init; } = [];

        public AlertReason? Reason { get; init; }

        public DateTimeOffset? NotBefore { get; init; }

        /// <summary>The group that it is for; null where it is for one event.</summary>
        public GroupIdentity? Group { get; init; }
    }

}

/// <summary>A route that an event meets, and the conditions taken as met for want of knowledge.</summary>
internal sealed record RouteMatch(RouteOptions Route, IReadOnlyList<string> FailedOpen);
