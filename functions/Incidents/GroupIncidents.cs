using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Plans;

namespace Butler.Functions.Incidents;

/// <summary>
/// A failing group is one incident: one escalation, one acknowledgement, one end. Each member also has an incident of its own, in the
/// partition of the failing thing, which counts its failures and records its recovery. It refers to the group's incident and notifies
/// nobody.
/// </summary>
internal sealed class GroupIncidents(IncidentRows incidents, GroupIncidentRows groups)
{
    /// <summary>Counts the failures of a lot. A second call for the same lot changes nothing.</summary>
    /// <param name="route">The route.</param>
    /// <param name="group">The group and the lot.</param>
    /// <param name="site">The site of the group.</param>
    /// <param name="failures">The failures in order.</param>
    /// <param name="notified">Who is notified now; empty when the alert is held back.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<GroupOutcome> FailedAsync(
        RouteOptions route, GroupIdentity group, string? site, IReadOnlyList<(string Subject, EventSummary Failure)> failures,
        IReadOnlyList<Target> notified,
        CancellationToken cancellationToken)
    {
        // A second run adds the same members as the first one, even if they have recovered; members that do not belong are removed below.
        var joined = await groups.JoinedAsync(group, cancellationToken);
        var joining = new List<(string Subject, IncidentMember Member)>();
        foreach (var ofOne in failures.GroupBy(f => f.Subject, f => f.Failure))
        {
            var (open, lastSuccess) = await incidents.LookAsync(route.Name, ofOne.Key, cancellationToken);
            if (joined is not null || open is null)
            {
                var first = ofOne.FirstOrDefault(f => !(lastSuccess >= f.Order));
                if (joined is not null || first is not null)
                {
                    joining.Add((ofOne.Key, new IncidentMember
                    {
                        Id = GroupIncidentRows.Member(group, ofOne.Key),
                        First = first ?? ofOne.First(),
                    }));
                }
            }
        }

        var incident = joining.Count == 0
            ? null
            : await groups.JoinAsync(
                route.Name, route.Escalate?.After, group, site, [.. joining.Select(j => j.Member)], notified, cancellationToken);
        var members = joining.ToDictionary(j => j.Subject, j => j.Member.Id);
        var (opened, others, recovered) = (false, new List<Incident>(), 0);
        foreach (var ofOne in failures.GroupBy(f => f.Subject, f => f.Failure))
        {
            var place = incident is not null && members.TryGetValue(ofOne.Key, out var member)
                ? new GroupMembership(incident.Id, member)
                : null;
            Incident? own = null;
            foreach (var failure in ofOne)
            {
                own = await incidents.FailedAsync(
                    route.Name, route.Escalate?.After, ofOne.Key, site, failure, notified, place, cancellationToken) ?? own;
            }

            recovered += own is null && notified.Count > 0 ? 1 : 0;
            if (own is not null && own.Group == place && place is not null)
            {
                opened = true;
            }
            else if (place is not null)
            {
                incident = await groups.LeaveAsync(place, cancellationToken) ?? incident;
            }

            if (own?.Group is { } counted && (own.Count > 1 || counted != place))
            {
                var changed = await groups.CountAsync(counted, own, notified, cancellationToken);
                incident = changed?.Id == incident?.Id ? changed ?? incident : incident;
                own = changed;
            }

            if (own is not null && own.Group is null && own.Id != incident?.Id && others.TrueForAll(o => o.Id != own.Id))
            {
                others.Add(own);
            }
        }

        return new GroupOutcome(opened ? incident : null, others, recovered)
        {
            Ended = incident is { Resolved: not null, Members: > 0 } ? incident : null,
        };
    }

    /// <summary>
    /// Counts a failure without a group, for a route that had groups when its incident opened: the failure still belongs to the group's
    /// incident.
    /// </summary>
    public async Task<Incident> CountAsync(Incident own, IReadOnlyList<Target> notified, CancellationToken cancellationToken) =>
        own.Group is { } membership ? await groups.CountAsync(membership, own, notified, cancellationToken) ?? own : own;

    /// <summary>Records the recovery of a member.</summary>
    /// <returns>The group's incident; null when it has been deleted.</returns>
    public Task<Incident?> RecoveredAsync(GroupMembership membership, CloudEvent success, CancellationToken cancellationToken) =>
        groups.RecoveredAsync(membership, success, cancellationToken);
}

/// <summary>The result of counting a lot's failures.</summary>
/// <param name="Joined">The group's incident that some members joined; null if none did.</param>
/// <param name="Others">The incidents that were already open and to which other members belong.</param>
/// <param name="Recovered">How many members have recovered since they failed.</param>
internal sealed record GroupOutcome(Incident? Joined, IReadOnlyList<Incident> Others, int Recovered)
{
    /// <summary>The group's incident, if its last failing member was removed.</summary>
    public Incident? Ended { get; init; }

    /// <summary>The incident that waits for an acknowledgement and is named in the alert.</summary>
    public Incident? Waiting =>
        Others.Prepend(Joined).FirstOrDefault(i => i is { EscalateAt: not null, Resolved: null, Acknowledged: null });
}
