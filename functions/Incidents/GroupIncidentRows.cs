using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Plans;
using Butler.Functions.Storage;

namespace Butler.Functions.Incidents;

/// <summary>
/// The incidents of groups, each in the partition of its group: <c>state</c> with the open incident of a route, <c>i-</c> for each
/// incident, <c>g-</c> for each member, and <c>l-</c> for the incident that a lot joined. Every change is one transaction that requires the
/// ETag of the incident's row, so that exactly one of two concurrent recoveries is the last. A member is written here before it is written
/// in the partition of the failing thing, so that no recovery misses it.
/// </summary>
internal sealed class GroupIncidentRows(ITables tables, IncidentRows incidents, TimeProvider time)
{
    private const int MaxPerTransaction = 90;

    /// <summary>The incident that a lot joined in an earlier run; null if none.</summary>
    public async Task<string?> JoinedAsync(GroupIdentity group, CancellationToken cancellationToken) =>
        (await tables.GetAsync(TableNames.Incidents, Partition(group), LotRow(group), cancellationToken))?.Text("Incident");

    /// <summary>The id of a failing thing as a member of a lot.</summary>
    public static string Member(GroupIdentity group, string subject) =>
        $"{IncidentRows.Digits(subject)}-{EventIdentity.Hash(group.Id)[..8]}";

    /// <summary>
    /// Adds the members of a lot to the group's open incident, or opens one. An incident that was acknowledged or has escalated accepts no
    /// further members, because its readers do not know them. If nobody is notified of the lot, no incident is opened.
    /// </summary>
    /// <returns>The incident, or null.</returns>
    public async Task<Incident?> JoinAsync(
        string route, TimeSpan? escalateAfter, GroupIdentity group, string? site, IReadOnlyList<IncidentMember> members,
        IReadOnlyList<Target> notified,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var joined = await JoinedAsync(group, cancellationToken);
            var state = await IncidentState.ReadAsync(tables, Partition(group), cancellationToken);
            var open = (joined ?? state.Open.GetValueOrDefault(route)) is { } id ? await incidents.FindAsync(id, cancellationToken) : null;
            if (joined is null && open is not { Incident: { Resolved: null, Acknowledged: null, Escalated: null } })
            {
                open = null;
            }

            if (open is null && notified.Count == 0)
            {
                return null;
            }

            var there = open is null || joined is null
                ? []
                : (await RowsAsync(open.Incident, cancellationToken)).Select(m => m.Id).ToHashSet();
            var missing = members.Where(m => !there.Contains(m.Id)).Take(MaxPerTransaction).ToList();
            if (open is not null && joined is not null && missing.Count == 0)
            {
                return open.Incident;
            }

            var before = open?.Incident ?? Opened(route, escalateAfter, group, site, members[0].First);
            if (open is null)
            {
                await incidents.ListAsync(before, cancellationToken);
            }

            var incident = before with
            {
                Members = before.Members + missing.Count,
                Failing = before.Failing + missing.Count,
                Count = before.Count + missing.Sum(m => m.Count),
                LastOrder = missing.Select(m => m.First.Order).Append(before.LastOrder).Max(),
                Notified = IncidentRows.Joined(before.Notified, notified),
            };
            var writes = new List<TableWrite> { IncidentRows.Write(IncidentRows.Entity(Partition(group), incident), open?.ETag) };
            writes.AddRange(missing.Select(m => new TableWrite(TableWriteKind.Insert, Entity(incident, m))));
            if (open is null)
            {
                writes.Add(state.With(route, incident.Id).Write());
            }

            if (joined is null)
            {
                writes.Add(
                    new TableWrite(TableWriteKind.Insert, new TableRow(Partition(group), LotRow(group)).Set("Incident", incident.Id)));
            }

            var stored = await tables.TransactAsync(TableNames.Incidents, writes, cancellationToken) is null;
            if (stored && missing.Count < MaxPerTransaction)
            {
                return incident;
            }
        }
    }

    /// <summary>Copies the count of a member's own incident, and who is notified now.</summary>
    public Task<Incident?> CountAsync(
        GroupMembership membership, Incident own, IReadOnlyList<Target> notified, CancellationToken cancellationToken) =>
        ChangeAsync(
            membership,
            (incident, member) =>
            {
                var all = IncidentRows.Joined(incident.Notified, notified);
                var more = Math.Max(0, own.Count - (member?.Count ?? own.Count));
                return more == 0 && all.Count == incident.Notified.Count
                    ? null
                    : (incident with
                    {
                        Count = incident.Count + more,
                        LastOrder = own.LastOrder > incident.LastOrder ? own.LastOrder : incident.LastOrder,
                        Notified = all,
                    }, member is null || more == 0 ? member : member with { Count = own.Count });
            },
            cancellationToken);

    /// <summary>Records the recovery of a member. The last one ends the incident.</summary>
    public Task<Incident?> RecoveredAsync(GroupMembership membership, CloudEvent success, CancellationToken cancellationToken) =>
        ChangeAsync(
            membership,
            (incident, member) =>
            {
                if (member is null or { Recovered: not null })
                {
                    return null;
                }

                var last = incident.Recovered > success.OrderTime
                    ? (incident.Recovered, incident.RecoveredBy)
                    : (success.OrderTime, success.Id);
                return (
                    Left(incident with { Recovered = last.Item1, RecoveredBy = last.Item2 }),
                    member with { Recovered = success.OrderTime, RecoveredBy = success.Id });
            },
            cancellationToken);

    /// <summary>
    /// Removes a member that has not failed here: it had recovered before, or belongs to another incident. An incident without members
    /// is over.
    /// </summary>
    public Task<Incident?> LeaveAsync(GroupMembership membership, CancellationToken cancellationToken) =>
        ChangeAsync(
            membership,
            (incident, member) => member is null or { Recovered: not null }
                ? null
                : (Left(incident with { Members = incident.Members - 1, Count = incident.Count - member.Count }), null),
            cancellationToken);

    /// <summary>
    /// The members of an incident: first the failing ones, then the recovered ones, each in the order of their first failures. A member
    /// that recovered and failed again is listed once.
    /// </summary>
    public async Task<IReadOnlyList<IncidentMember>> MembersAsync(Incident incident, CancellationToken cancellationToken)
    {
        var members = (await RowsAsync(incident, cancellationToken)).GroupBy(m => Subject(m.Id)).Select(same =>
        {
            var now = same.FirstOrDefault(m => m.Recovered is null) ?? same.MaxBy(m => m.Recovered)!;
            return now with { First = same.MinBy(m => m.First.Order)!.First, Count = same.Sum(m => m.Count) };
        });
        return [.. members.OrderBy(m => m.Recovered is not null).ThenBy(m => m.First.Order)
            .ThenBy(m => m.First.Id, StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<IncidentMember>> RowsAsync(Incident incident, CancellationToken cancellationToken)
    {
        var members = new List<IncidentMember>();
        if (incident.Members > 0)
        {
            await foreach (var row in tables.QueryAsync(
                TableNames.Incidents, TableFilter.RowPrefix(IncidentRows.PartitionOf(incident.Id), RowPrefix(incident.Id)), [],
                cancellationToken))
            {
                members.Add(Read(row));
            }
        }

        return members;
    }

    /// <summary>
    /// Changes an incident and one of its members. The change returns null if there is nothing to do, and null as the member to remove it.
    /// </summary>
    private async Task<Incident?> ChangeAsync(
        GroupMembership membership, Func<Incident, IncidentMember?, (Incident Incident, IncidentMember? Member)?> change,
        CancellationToken cancellationToken)
    {
        var partition = IncidentRows.PartitionOf(membership.Incident);
        while (true)
        {
            // The member is read first. Both change in one transaction, so the incident is never older than its member. An incident that
            // waits for a recovered member would never send the alert of its end.
            var found = await tables.GetAsync(
                TableNames.Incidents, partition, RowPrefix(membership.Incident) + membership.Member, cancellationToken);
            if (await incidents.FindAsync(membership.Incident, cancellationToken) is not { } row)
            {
                return null;
            }

            if (found is null && row.Incident.Resolved is null && await CountedAsync(row.Incident, cancellationToken) is { } counted)
            {
                // Reads again, whether this run's write succeeded or not.
                await incidents.ReplaceAsync(row, counted, cancellationToken);
                continue;
            }

            if (change(row.Incident, found is null ? null : Read(found)) is not { } changed)
            {
                await EndedAsync(row.Incident, cancellationToken);
                return row.Incident;
            }

            var writes = new List<TableWrite> { IncidentRows.Write(IncidentRows.Entity(partition, changed.Incident), row.ETag) };
            if (found is not null)
            {
                writes.Add(changed.Member is { } member
                    ? IncidentRows.Write(Entity(changed.Incident, member), found.ETag)
                    : new TableWrite(TableWriteKind.Delete, found, found.ETag));
            }

            if (await tables.TransactAsync(TableNames.Incidents, writes, cancellationToken) is null)
            {
                await EndedAsync(changed.Incident, cancellationToken);
                return changed.Incident;
            }
        }
    }

    /// <summary>
    /// Counts the failing members again if one is missing. Rows that were not written for longer than the retention are deleted, and an
    /// incident must not wait for a deleted row. Null when the count is correct.
    /// </summary>
    private async Task<Incident?> CountedAsync(Incident incident, CancellationToken cancellationToken)
    {
        var failing = (await RowsAsync(incident, cancellationToken)).Count(m => m.Recovered is null);
        return failing == incident.Failing
            ? null
            : incident with
            {
                Failing = failing,
                Resolved = failing > 0 ? null : incident.Recovered ?? time.GetUtcNow(),
                ResolvedBy = failing > 0 ? null : incident.RecoveredBy,
            };
    }

    private Task EndedAsync(Incident incident, CancellationToken cancellationToken) =>
        incident.Resolved is null ? Task.CompletedTask : incidents.UnlistAsync([incident], cancellationToken);

    /// <summary>Reduces the number of failing members; the last one ends the incident.</summary>
    private Incident Left(Incident incident) => incident with
    {
        Failing = incident.Failing - 1,
        Resolved = incident.Resolved ?? (incident.Failing > 1 ? null : incident.Recovered ?? time.GetUtcNow()),
        ResolvedBy = incident.ResolvedBy ?? (incident.Failing > 1 ? null : incident.RecoveredBy),
    };

    private Incident Opened(string route, TimeSpan? escalateAfter, GroupIdentity group, string? site, EventSummary first)
    {
        var now = time.GetUtcNow();
        return new Incident
        {
            Id = IncidentRows.Id(About(group), $"{route}\n{group.Key}\n{group.Id}"),
            Route = route,
            Site = site,
            First = first,
            LastOrder = first.Order,
            Count = 0,
            Opened = now,
            EscalateAt = now + escalateAfter,
        };
    }

    private static IncidentMember Read(TableRow row) =>
        row.Payload("Member") is { } json && JsonSerializer.Deserialize(json, IncidentsJson.Default.IncidentMember) is { } member
            ? member
            : throw new JsonException($"The row {row.RowKey} of {row.PartitionKey} cannot be read.");

    private static TableRow Entity(Incident incident, IncidentMember member) =>
        new TableRow(IncidentRows.PartitionOf(incident.Id), RowPrefix(incident.Id) + member.Id)
            .Set("State", member.Recovered is null ? "failing" : "recovered")
            .SetShown("What", member.First.Task ?? member.First.App ?? member.First.Type)
            .Set("Count", member.Count)
            .SetPayload("Member", JsonSerializer.SerializeToUtf8Bytes(member, IncidentsJson.Default.IncidentMember));

    /// <summary>The subject's part of an id from <see cref="Member"/>.</summary>
    private static string Subject(string member) => member[..member.IndexOf('-', StringComparison.Ordinal)];

    private static string About(GroupIdentity group) => "group\n" + group.Key;

    private static string Partition(GroupIdentity group) => IncidentRows.Partition(About(group));

    private static string LotRow(GroupIdentity group) => "l-" + group.Id;

    private static string RowPrefix(string incident) => $"g-{incident[^8..]}-";
}
