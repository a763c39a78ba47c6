using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Plans;

namespace Butler.Functions.Incidents;

/// <summary>
/// A group that fails is one incident: one escalation, one acknowledgement, one end. Each of its members also has an incident of its own,
/// in the partition of what fails, which counts its failures and knows when it has recovered; that one names the group's and tells nobody.
/// </summary>
internal sealed class GroupIncidents(IncidentRows incidents, GroupIncidentRows groups)
{
    /// <summary>Counts the failures of a lot. To do it again for the same lot changes nothing.</summary>
    /// <param name="route">The route.</param>
    /// <param name="group">The group and its lot.</param>
    /// <param name="site">Its site.</param>
    /// <param name="failures">The failures in their order.</param>
    /// <param name="notified">Who is told of them now; empty where they are held back.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<GroupOutcome> FailedAsync(
        RouteOptions route, GroupIdentity group, string? site, IReadOnlyList<(string Subject, EventSummary Failure)> failures, IReadOnlyList<Target> notified,
        CancellationToken cancellationToken)
    {
        // A second run joins those whom the first one joined, whatever has become of them: those that do not belong leave again below.
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
                    joining.Add((ofOne.Key, new IncidentMember { Id = GroupIncidentRows.Member(group, ofOne.Key), First = first ?? ofOne.First() }));
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
    /// Counts a failure that came alone, for a route that made groups when its incident opened: it belongs to that group's incident still.
    /// </summary>
    public async Task<Incident> CountAsync(Incident own, IReadOnlyList<Target> notified, CancellationToken cancellationToken) =>
        own.Group is { } membership ? await groups.CountAsync(membership, own, notified, cancellationToken) ?? own : own;

    /// <summary>A member has recovered.</summary>
    /// <returns>The group's incident; null where it is gone.</returns>
    public Task<Incident?> RecoveredAsync(GroupMembership membership, CloudEvent success, CancellationToken cancellationToken) =>
        groups.RecoveredAsync(membership, success, cancellationToken);
}

/// <summary>What the failures of a lot came to.</summary>
/// <param name="Joined">The group's incident that some of them joined; null where none did.</param>
/// <param name="Others">The incidents that were open before and that others of them belong to.</param>
/// <param name="Recovered">How many have recovered since they failed.</param>
internal sealed record GroupOutcome(Incident? Joined, IReadOnlyList<Incident> Others, int Recovered)
{
    /// <summary>The group's incident, where the last of those that waited in it has left it.</summary>
    public Incident? Ended { get; init; }

    /// <summary>The incident that waits for an acknowledgement, and that the alert names.</summary>
    public Incident? Waiting => Others.Prepend(Joined).FirstOrDefault(i => i is { EscalateAt: not null, Resolved: null, Acknowledged: null });
}
