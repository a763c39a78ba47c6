using System.Text.Json;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Incidents;
using Butler.Functions.Plans;

namespace Butler.Functions.Routing;

/// <summary>Plans the alerts of an incident after the first one, and the members that an alert shows.</summary>
internal static class IncidentPlans
{
    /// <summary>The maximum number of a group's events in an alert, and their maximum size in bytes.</summary>
    private const int MaxMembers = 50;
    private const int MaxMemberBytes = 24 * 1024;

    /// <summary>Plans the escalation.</summary>
    /// <param name="route">The route.</param>
    /// <param name="incident">The incident.</param>
    /// <param name="events">
    /// The events from which the recipients are taken: those of each failing member of a group; the alert has the first one.
    /// </param>
    /// <param name="members">The members of a group's incident.</param>
    public static Plan Escalation(
        RouteOptions route, Incident incident, IReadOnlyList<CloudEvent> events, IReadOnlyList<IncidentMember> members)
    {
        var draft = new PlanDraft();
        var failing = members.Where(m => m.Recovered is null).ToList();
        var reason = Reason(AlertKind.Escalated, incident, failing) with { Recovered = members.Count - failing.Count };
        var about = incident.Members == 0 ? events[0].Id : incident.Id;
        var targets = events.SelectMany(e => draft.Targets(route.Name, route.Escalate!.Send, e, EventData.Task(e)));
        foreach (var target in targets.Where(draft.Take))
        {
            draft.Deliveries.Add(PlanDraft.Delivery($"{about}\nescalated", route.Name, target) with { Escalated = true, Reason = reason });
        }

        return draft.Plan([route.Name]);
    }

    /// <summary>Plans the alerts after the recovery of a group's last member, for all notified recipients.</summary>
    public static IReadOnlyList<PlannedDelivery> End(Incident incident, IReadOnlyList<IncidentMember> members) =>
    [
        .. incident.Notified.Select(target => PlanDraft.Delivery($"{incident.Id}\nresolved", incident.Route, target) with
        {
            Escalated = target.Escalated,
            Reason = Reason(AlertKind.Resolved, incident, [.. members.OrderBy(m => m.First.Order)]),
        }),
    ];

    /// <summary>Plans the notices of an acknowledgement.</summary>
    public static IReadOnlyList<PlannedDelivery> Acknowledgement(Incident incident, IEnumerable<Target> notified) =>
    [
        .. notified.Select(target => PlanDraft.Delivery($"{incident.Id}\nacknowledged", incident.Route, target) with
        {
            Escalated = target.Escalated,
            Reason = Reason(AlertKind.Acknowledged, incident, []),
        }),
    ];

    /// <summary>The members that fit into an alert.</summary>
    public static IReadOnlyList<EventSummary> Shown(IEnumerable<EventSummary> members)
    {
        var bytes = 0;
        return [.. members.Take(MaxMembers)
            .TakeWhile(s => (bytes += JsonSerializer.SerializeToUtf8Bytes(s, AlertsJson.Default.EventSummary).Length) <= MaxMemberBytes)];
    }

    /// <summary>The reason of an incident's alert; an escalation is only about the failing members.</summary>
    private static AlertReason Reason(AlertKind kind, Incident incident, List<IncidentMember> members) => new()
    {
        Kind = kind,
        Incident = incident.Id,
        First = kind == AlertKind.Escalated && members.Count > 0 ? members[0].First : incident.First,
        Count = kind == AlertKind.Escalated && members.Count > 0 ? members.Sum(m => m.Count) : incident.Count,
        Members = members.Count > 1 ? Shown(members.Select(m => m.First)) : [],
        MemberCount = members.Count,
        Correlation = incident.Members > 0 ? incident.Id : null,
    };
}
