using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Plans;
using Butler.Functions.Storage;

namespace Butler.Functions.Incidents;

/// <summary>
/// Incidents in the <c>Incidents</c> table. All rows about one failing thing are in one partition. Every change is one transaction that
/// requires the ETag of the row <c>state</c>, which holds the time of the last success and the open incidents by route. Other rows hold
/// each incident (<c>i-</c>), the counted failures (<c>f-</c>), and the incidents that a success has ended (<c>s-</c>), so that a second
/// run finds the results of the first. The order is that of <see cref="EventOrder"/>, independent of the order of arrival.
/// </summary>
internal sealed class IncidentRows(ITables tables, TimeProvider time)
{
    private const string ListPartition = "incidents-open";
    private const int PartitionDigits = 16;
    private const int OwnDigits = 8;

    /// <summary>
    /// Opens an incident with an alerted failure, or counts the failure in the open incident. A failure without notified recipients does
    /// not open one, nor does a failure that happened before a known success.
    /// </summary>
    /// <param name="route">The route's name.</param>
    /// <param name="escalateAfter">The time until the escalation; null for none.</param>
    /// <param name="subject">The failing thing.</param>
    /// <param name="site">Its site.</param>
    /// <param name="failure">The event.</param>
    /// <param name="notified">Who is notified now; empty when the alert is held back.</param>
    /// <param name="group">The group's incident of which a new incident is a member; null without a group.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The incident of the failure, or null.</returns>
    public async Task<Incident?> FailedAsync(
        string route, TimeSpan? escalateAfter, string subject, string? site, EventSummary failure, IReadOnlyList<Target> notified,
        GroupMembership? group,
        CancellationToken cancellationToken)
    {
        var partition = Partition(subject);
        var counted = new TableRow(partition, $"f-{EventIdentity.Hash(route)[..OwnDigits]}-{TableKey.Escape(failure.Id)}");
        while (true)
        {
            var state = await IncidentState.ReadAsync(tables, partition, cancellationToken);
            var open = state.Open.TryGetValue(route, out var id) ? await FindAsync(id, cancellationToken) : null;
            if (open is null && ((notified.Count == 0 && group is null) || state.LastSuccess >= failure.Order))
            {
                return null;
            }

            var incident = open is null
                ? Opened(route, escalateAfter, subject, site, failure, notified, group)
                : open.Incident with
                {
                    Count = open.Incident.Count + 1,
                    LastOrder = open.Incident.LastOrder > failure.Order ? open.Incident.LastOrder : failure.Order,
                    Notified = Joined(open.Incident.Notified, notified),
                };
            if (open is null)
            {
                if (group is null)
                {
                    await ListAsync(incident, cancellationToken);
                }

                state = state.With(route, incident.Id);
            }

            var stored = await tables.TransactAsync(
                TableNames.Incidents,
                [
                    new TableWrite(TableWriteKind.Insert, counted.Set("Incident", incident.Id)),
                    state.Write(),
                    open is null
                        ? new TableWrite(TableWriteKind.Upsert, Entity(partition, incident))
                        : Write(Entity(partition, incident), open.ETag),
                ],
                cancellationToken) is null;
            if (stored)
            {
                return incident;
            }

            // Another failure was faster, or this one is already counted.
            if (await tables.GetAsync(TableNames.Incidents, partition, counted.RowKey, cancellationToken) is { } before)
            {
                return (await FindAsync(before.Text("Incident") ?? "", cancellationToken))?.Incident;
            }
        }
    }

    /// <summary>A success ends the open incidents whose failures all happened before it.</summary>
    /// <returns>The incidents that the success ended, now or in an earlier run.</returns>
    public async Task<IReadOnlyList<Incident>> SucceededAsync(string subject, CloudEvent success, CancellationToken cancellationToken)
    {
        var partition = Partition(subject);
        var claim = new TableRow(partition, "s-" + TableKey.Escape(success.Id));
        while (true)
        {
            var state = await IncidentState.ReadAsync(tables, partition, cancellationToken);
            if (state.LastSuccess >= success.Order)
            {
                return await EndedAsync(claim, cancellationToken);
            }

            var open = new List<IncidentRow>();
            foreach (var id in state.Open.Values)
            {
                if (await FindAsync(id, cancellationToken) is { } row && row.Incident.LastOrder <= success.Order)
                {
                    open.Add(row);
                }
            }

            var ended = open.Select(row => row.Incident with { Resolved = success.OrderTime, ResolvedBy = success.Id }).ToList();
            state = state with
            {
                LastSuccess = success.Order,
                Open = state.Open.Where(o => ended.TrueForAll(i => i.Id != o.Value)).ToDictionary(),
            };
            if (ended.Count == 0 ? await state.StoreAsync(tables, cancellationToken) : await tables.TransactAsync(
                TableNames.Incidents,
                [
                    state.Write(),
                    new TableWrite(TableWriteKind.Upsert, claim.SetPayload(
                        "Incidents", JsonSerializer.SerializeToUtf8Bytes<IReadOnlyList<string>>(
                            [.. ended.Select(i => i.Id)], IncidentsJson.Default.IReadOnlyListString))),
                    .. open.Zip(ended, (row, incident) => Write(Entity(partition, incident), row.ETag)),
                ],
                cancellationToken) is null)
            {
                await UnlistAsync(ended, cancellationToken);
                return ended;
            }
        }
    }

    /// <summary>The state of a failing thing for a route: its open incident, and its last success.</summary>
    public async Task<(Incident? Open, EventOrder? LastSuccess)> LookAsync(
        string route, string subject, CancellationToken cancellationToken)
    {
        var state = await IncidentState.ReadAsync(tables, Partition(subject), cancellationToken);
        return (state.Open.TryGetValue(route, out var id) ? (await FindAsync(id, cancellationToken))?.Incident : null, state.LastSuccess);
    }

    /// <summary>Finds an incident by its id; null when it is unknown.</summary>
    public async Task<IncidentRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        id.Length == PartitionDigits + OwnDigits && id.All(char.IsAsciiHexDigitLower)
        && await tables.GetAsync(TableNames.Incidents, PartitionOf(id), "i-" + id, cancellationToken) is { } entity
        && entity.Payload("Incident") is { } json && JsonSerializer.Deserialize(json, IncidentsJson.Default.Incident) is { } incident
            ? new IncidentRow(incident, entity.ETag!)
            : null;

    /// <summary>Replaces an incident; returns false when another instance was faster.</summary>
    public async Task<bool> ReplaceAsync(IncidentRow row, Incident incident, CancellationToken cancellationToken) =>
        await tables.ReplaceAsync(TableNames.Incidents, Entity(PartitionOf(incident.Id), incident), row.ETag, cancellationToken)
            is not null;

    /// <summary>The incidents that are open, the oldest first.</summary>
    public async Task<IReadOnlyList<Incident>> OpenAsync(CancellationToken cancellationToken)
    {
        var listed = new List<string>();
        await foreach (var row in tables.QueryAsync(
            TableNames.Incidents, TableFilter.Partition(ListPartition), ["PartitionKey", "RowKey"], cancellationToken))
        {
            listed.Add(row.RowKey);
        }

        var open = new List<Incident>();
        foreach (var id in listed)
        {
            if (await FindAsync(id, cancellationToken) is { Incident: { Resolved: null } incident })
            {
                open.Add(incident);
            }
        }

        return [.. open.OrderBy(i => i.First.Order)];
    }

    /// <summary>
    /// Adds an incident to the list before it opens, so that every open incident is listed. Readers check each listed incident.
    /// </summary>
    internal Task ListAsync(Incident incident, CancellationToken cancellationToken) =>
        tables.UpsertAsync(TableNames.Incidents, new TableRow(ListPartition, incident.Id).Set("Route", incident.Route), cancellationToken);

    /// <summary>Removes ended incidents from the list.</summary>
    internal async Task UnlistAsync(IReadOnlyList<Incident> ended, CancellationToken cancellationToken)
    {
        foreach (var incident in ended.Where(i => i.Group is null))
        {
            await tables.DeleteAsync(TableNames.Incidents, ListPartition, incident.Id, "*", cancellationToken);
        }
    }

    private Incident Opened(
        string route, TimeSpan? escalateAfter, string subject, string? site, EventSummary failure, IReadOnlyList<Target> notified,
        GroupMembership? group)
    {
        var now = time.GetUtcNow();
        return new Incident
        {
            Id = Id(subject, $"{route}\n{subject}\n{failure.Id}"),
            Route = route,
            Site = site,
            First = failure,
            LastOrder = failure.Order,
            Notified = group is null ? Joined([], notified) : [],
            Opened = now,
            EscalateAt = group is null ? now + escalateAfter : null,
            Group = group,
        };
    }

    private async Task<IReadOnlyList<Incident>> EndedAsync(TableRow claim, CancellationToken cancellationToken)
    {
        if (await tables.GetAsync(TableNames.Incidents, claim.PartitionKey, claim.RowKey, cancellationToken) is not { } found
            || found.Payload("Incidents") is not { } json)
        {
            return [];
        }

        var ended = new List<Incident>();
        foreach (var id in JsonSerializer.Deserialize(json, IncidentsJson.Default.IReadOnlyListString) ?? [])
        {
            if (await FindAsync(id, cancellationToken) is { } row)
            {
                ended.Add(row.Incident);
            }
        }

        await UnlistAsync(ended, cancellationToken);
        return ended;
    }

    internal static TableRow Entity(string partition, Incident incident) =>
        new TableRow(partition, "i-" + incident.Id)
            .Set("State", incident.Resolved is null ? "open" : "resolved")
            .Set("Route", incident.Route)
            .SetShown("What", incident.First.Task is { } task ? $"{incident.First.Type}: {task}" : incident.First.Type)
            .Set("Count", incident.Count)
            .SetPayload("Incident", JsonSerializer.SerializeToUtf8Bytes(incident, IncidentsJson.Default.Incident));

    /// <summary>Inserts a new row, or replaces the version that was read.</summary>
    internal static TableWrite Write(TableRow entity, string? etag) =>
        etag is null ? new TableWrite(TableWriteKind.Insert, entity) : new TableWrite(TableWriteKind.Replace, entity, etag);

    /// <summary>Combines earlier and current recipients, each once.</summary>
    internal static IReadOnlyList<Target> Joined(IReadOnlyList<Target> notified, IReadOnlyList<Target> more) =>
        [.. notified.Concat(more.Select(t => t with { FailedOpen = [] })).DistinctBy(t => (t.Channel, t.Recipient, t.Escalated))];

    /// <summary>The id of an incident, which identifies its partition.</summary>
    internal static string Id(string about, string which) => Digits(about) + EventIdentity.Hash(which)[..OwnDigits];

    /// <summary>The partition of a failing thing, or of a group.</summary>
    internal static string Partition(string about) => "incident-" + Digits(about);

    /// <summary>The partition of an incident.</summary>
    internal static string PartitionOf(string id) => "incident-" + id[..PartitionDigits];

    /// <summary>16 hexadecimal digits derived from the thing of an incident.</summary>
    internal static string Digits(string about) => EventIdentity.Hash(about)[..PartitionDigits];
}

/// <summary>An incident as last read.</summary>
internal sealed record IncidentRow(Incident Incident, string ETag);
