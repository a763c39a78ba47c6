using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Tables;
using Butler.Functions.Configuration;

namespace Butler.Functions.Alerting;

/// <summary>
/// Decides what is to be sent: the routes an event meets, who gets it, what throttles hold back, what is muted or waits for a group, and
/// whether something that failed is well again. It writes only what may be written twice: throttle windows and incidents by the event's id.
/// </summary>
internal sealed class Planner(Throttle throttle, IncidentRows incidents, TimeProvider time)
{
    /// <summary>How many of a group's events an alert shows, and what they may take in bytes.</summary>
    private const int MostMembers = 50;
    private const int MostMemberBytes = 24 * 1024;

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
        if (matches.Count == 0 && options.DefaultRoute is { } own && matcher.Match(own) is not null)
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
        var draft = new Draft();
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

            var targets = Targets(draft, route.Name, route.Send, @event, task);
            if (route.Group is not null)
            {
                draft.Groups.Add(new GroupJoin { Route = route.Name, Key = GroupKey(route, @event, task), Targets = targets, FailedOpen = open });
                continue;
            }

            var alert = new PlannedAlert(@event.Id, route, @event, task, targets) { FailedOpen = open, NotBefore = notBefore };
            await AddAlertAsync(draft, alert, subject is { Recovers: false } ? [(subject.Key, EventSummaries.Of(@event, task))] : [], cancellationToken);
        }

        return draft.Plan([.. matches.Select(m => m.Route.Name)]) with { Late = isLate ? [.. matches.Select(m => m.Route.Name)] : [] };
    }

    /// <summary>The plan of a group that has come to its end.</summary>
    /// <param name="route">Its route.</param>
    /// <param name="id">The group's id.</param>
    /// <param name="members">Its members in the order of their times; at least one.</param>
    /// <param name="first">The event of the first member.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Plan> PlanGroupAsync(
        RouteOptions route, string id, IReadOnlyList<GroupMember> members, CloudEvent first, CancellationToken cancellationToken)
    {
        var draft = new Draft();
        var targets = members.SelectMany(m => m.Targets).GroupBy(Taken)
            .Select(same => same.First() with { FailedOpen = [.. same.SelectMany(t => t.FailedOpen).Distinct()] }).ToList();
        var alert = new PlannedAlert(id, route, first, EventData.Task(first), targets)
        {
            FailedOpen = [.. members.SelectMany(m => m.FailedOpen).Distinct()],
            Reason = members.Count == 1
                ? null
                : new AlertReason { Kind = AlertKind.Group, Count = members.Count, Members = Shown(members) },
        };
        await AddAlertAsync(draft, alert, [.. members.Where(m => m.Subject is not null).Select(m => (m.Subject!, m.Summary))], cancellationToken);
        return draft.Plan([route.Name]);
    }

    /// <summary>What is sent when nobody has reacted.</summary>
    public static Plan PlanEscalation(RouteOptions route, Incident incident, CloudEvent @event, TaskEventData? task)
    {
        var draft = new Draft();
        foreach (var target in Targets(draft, route.Name, route.Escalate!.Send, @event, task).Where(draft.Take))
        {
            draft.Deliveries.Add(Delivery($"{@event.Id}\nescalated", route.Name, target) with
            {
                Escalated = true,
                Reason = new AlertReason { Kind = AlertKind.Escalated, Incident = incident.Id, First = incident.First, Count = incident.Count },
            });
        }

        return draft.Plan([route.Name]);
    }

    /// <summary>When the route's muted time ends that a moment lies in; null when the moment is not muted.</summary>
    public static DateTimeOffset? MutedUntil(ButlerOptions options, RouteOptions route, string? site, DateTimeOffset moment) =>
        route.Mute.Count == 0 ? null : Mutes.Until(route.Mute, moment, options.Site(site).TimeZone);

    /// <summary>Tells those who were told of a failure that it is over.</summary>
    private async Task AddEndsAsync(Draft draft, ButlerOptions options, IncidentSubject subject, CloudEvent @event, CancellationToken cancellationToken)
    {
        foreach (var incident in await incidents.SucceededAsync(subject.Key, @event, cancellationToken))
        {
            if (options.Route(incident.Route) is not { Resolve: true } route)
            {
                continue;
            }

            draft.Resolves.Add(route.Name);
            var notBefore = MutedUntil(options, route, @event.Site, time.GetUtcNow());
            foreach (var target in incident.Told.Where(draft.Take))
            {
                draft.Deliveries.Add(Delivery(@event.Id, route.Name, target) with
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
        Draft draft, PlannedAlert alert, IReadOnlyList<(string Subject, EventSummary Failure)> failures, CancellationToken cancellationToken)
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

            var delivery = Delivery(alert.Id, route.Name, target) with { FailedOpen = [.. alert.FailedOpen, .. target.FailedOpen], NotBefore = alert.NotBefore, Reason = alert.Reason };
            var own = route.Send.FirstOrDefault(s => s.Channel == target.Channel)?.Throttle;
            if ((own ?? route.Throttle) is { } options)
            {
                // Sends of one route that share a key share a window: they go out together or not at all.
                var key = ThrottleKey(alert, options, delivery, own is not null);
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
        Draft draft, PlannedAlert alert, IReadOnlyList<(string Subject, EventSummary Failure)> failures, List<PlannedDelivery> added, List<Target> told,
        CancellationToken cancellationToken)
    {
        foreach (var (subject, failure) in failures)
        {
            var incident = await incidents.FailedAsync(
                alert.Route.Name, alert.Route.Escalate?.After, subject, alert.Event.Site, failure, told, cancellationToken);
            if (incident is not { EscalateAt: { } at, Resolved: null, Acknowledged: null })
            {
                continue;
            }

            if (incident.First.Id == failure.Id)
            {
                draft.Wakes.Add(new WakeUp(Escalations.TimerKind, incident.Id, at));
            }

            if (failures.Count == 1)
            {
                added = [.. added.Select(d => d with { Reason = (d.Reason ?? new AlertReason()) with { Incident = incident.Id } })];
            }
        }

        return added;
    }

    private static bool HasIncidents(RouteOptions route) => route.Resolve || route.Escalate is not null;

    private static bool MayEnd(ButlerOptions options, IncidentSubject? subject) =>
        subject is { Recovers: true } && options.Routes.Any(route => HasIncidents(route) && IncidentSubject.CanFail(route, subject.Kind));

    private static List<Target> Targets(Draft draft, string route, IReadOnlyList<SendOptions> sends, CloudEvent @event, TaskEventData? task)
    {
        var targets = new List<Target>();
        foreach (var send in sends)
        {
            var some = Recipients.Of(send, @event, task);
            targets.AddRange(some);
            if (some.Count == 0)
            {
                draft.NoRecipient.Add($"{route}/{send.Channel}");
            }
        }

        return targets;
    }

    private static PlannedDelivery Delivery(string about, string route, Target target) => new()
    {
        Id = EventIdentity.Hash($"{about}\n{route}\n{target.Channel}\n{target.Recipient}"),
        Route = route,
        Channel = target.Channel,
        Recipient = target.Recipient,
        Fault = target.Fault,
        FailedOpen = target.FailedOpen,
    };

    /// <summary>
    /// The partition of a window: the route and a hash of what the count is kept by. The site always counts: a test site that was restored from
    /// production has the same ids of tasks and apps.
    /// </summary>
    private static string ThrottleKey(PlannedAlert alert, ThrottleOptions throttle, PlannedDelivery delivery, bool own)
    {
        var (@event, task) = (alert.Event, alert.Task);
        var values = throttle.Per.Order(StringComparer.Ordinal).Select(per => per switch
        {
            "task" => task?.TaskId ?? task?.TaskName,
            "app" => task?.AppId ?? task?.AppName ?? @event.Subject,
            "channel" => delivery.Channel,
            "recipient" => $"{delivery.Channel}\n{delivery.Recipient?.ToLowerInvariant()}",
            _ => @event.Subject,
        });
        var scope = own ? delivery.Channel : "";
        return $"{TableKey.Escape(alert.Route.Name)}-{EventIdentity.Hash(string.Join('\n', values.Prepend(scope).Prepend(@event.Type).Prepend(@event.Site)))[..32]}";
    }

    /// <summary>The partition of a group: the route and a hash of its site and of what its members have in common.</summary>
    private static string GroupKey(RouteOptions route, CloudEvent @event, TaskEventData? task)
    {
        var values = route.Group!.By.Order(StringComparer.Ordinal).Select(by => by switch
        {
            "task" => task?.TaskId ?? task?.TaskName ?? @event.Subject,
            "app" => task?.AppId ?? task?.AppName ?? @event.Subject,
            "stream" => task?.App?.Stream,
            "owner" => task?.Owner is { } owner ? $"{owner.Directory}\\{owner.UserId}" : null,
            "host" => task?.Host ?? @event.Source,
            "site" => @event.Site,
            _ => @event.Type,
        });
        return $"group-{TableKey.Escape(route.Name)}-{EventIdentity.Hash(string.Join('\n', values.Prepend(@event.Site)))[..32]}";
    }

    /// <summary>As many members as an alert has room for.</summary>
    private static IReadOnlyList<EventSummary> Shown(IReadOnlyList<GroupMember> members)
    {
        var bytes = 0;
        return [.. members.Take(MostMembers).Select(m => m.Summary)
            .TakeWhile(s => (bytes += JsonSerializer.SerializeToUtf8Bytes(s, AlertingJson.Default.EventSummary).Length) <= MostMemberBytes)];
    }

    private static string Name(string route, Target target) => target.Recipient is null ? $"{route}/{target.Channel}" : $"{route}/{target.Channel}/{target.Recipient}";

    private static (string Channel, string? Recipient) Taken(Target target) => (target.Channel, target.Recipient?.ToLowerInvariant());

    /// <summary>One alert before it is known who gets it.</summary>
    private sealed record PlannedAlert(string Id, RouteOptions Route, CloudEvent Event, TaskEventData? Task, IReadOnlyList<Target> Targets)
    {
        public IReadOnlyList<string> FailedOpen { get; init; } = [];

        public AlertReason? Reason { get; init; }

        public DateTimeOffset? NotBefore { get; init; }
    }

    /// <summary>A plan in the making.</summary>
    private sealed class Draft
    {
        private readonly HashSet<(string Channel, string? Recipient)> taken = [];

        public List<PlannedDelivery> Deliveries { get; } = [];

        public List<string> HeldBack { get; } = [];

        public List<string> Muted { get; } = [];

        public List<string> NoRecipient { get; } = [];

        public List<string> Resolves { get; } = [];

        public List<GroupJoin> Groups { get; } = [];

        public List<WakeUp> Wakes { get; } = [];

        public bool IsTaken(Target target) => taken.Contains(Taken(target));

        /// <summary>False when something goes to it already.</summary>
        public bool Take(Target target) => taken.Add(Taken(target));

        public Plan Plan(IReadOnlyList<string> routes) => new()
        {
            Routes = [.. Resolves.Concat(routes).Distinct()],
            Deliveries = Deliveries,
            HeldBack = HeldBack,
            Muted = Muted,
            NoRecipient = NoRecipient,
            Groups = Groups,
            Wakes = Wakes,
        };
    }
}

/// <summary>A route that an event meets, and the conditions taken as met for want of knowledge.</summary>
internal sealed record RouteMatch(RouteOptions Route, IReadOnlyList<string> FailedOpen);
