using System.Globalization;
using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Storage;

namespace Butler.Functions.Delivering;

/// <summary>
/// The index of deliveries that may not have ended, in the table <c>Due</c>: partition <c>deliveries-{yyyyMMddHH}-{xx}</c>, the hour of
/// their sending to the queue and two hexadecimal digits of the row's hash, and a row for each set of deliveries. Reconciling reads it by
/// time, without a table scan, and deletes ended sets. The digits spread a burst: one partition takes 2,000 rows per second at most.
/// </summary>
internal sealed class OpenDeliveries(ITables tables, TimeProvider time)
{
    /// <summary>How long after its due time a delivery counts as lost: longer than a message waits on an active queue.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>The start of the partition keys; letters follow the digits of the minutes that the sweep reads.</summary>
    private const string PartitionPrefix = "deliveries-";

    /// <summary>Adds deliveries before they are put on the queue. A second call changes nothing.</summary>
    /// <param name="deliveries">The deliveries.</param>
    /// <param name="event">The event.</param>
    /// <param name="replay">The number of the replay; 0 for the first sending.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task AddAsync(
        IReadOnlyList<PlannedDelivery> deliveries, CloudEvent @event, int replay, CancellationToken cancellationToken)
    {
        var hash = EventIdentity.Hash(string.Join('\n', deliveries.Select(d => d.Id).Prepend(@event.Id)));
        var name = string.Create(CultureInfo.InvariantCulture, $"set-{hash}{(replay > 0 ? $"-r{replay}" : "")}");
        var row = Row(name, hash, @event).Set("Replay", replay)
            .SetPayload("Deliveries", JsonSerializer.SerializeToUtf8Bytes(deliveries, AlertsJson.Default.IReadOnlyListPlannedDelivery));
        return tables.UpsertAsync(TableNames.Due, row, cancellationToken);
    }

    /// <summary>
    /// Adds the plan of an event, which its row stores, before some of its deliveries are put on the queue. A second call changes nothing.
    /// </summary>
    public Task AddPlanAsync(CloudEvent @event, CancellationToken cancellationToken)
    {
        var hash = EventIdentity.Hash(@event.Id);
        return tables.UpsertAsync(TableNames.Due, Row($"plan-{hash}", hash, @event).Set("Replay", 0), cancellationToken);
    }

    /// <summary>The sets that are due for a check, the oldest first.</summary>
    public async Task<IReadOnlyList<OpenSet>> DueAsync(CancellationToken cancellationToken)
    {
        var sets = new List<OpenSet>();
        var filter = TableFilter.All(TableFilter.PartitionPrefix(PartitionPrefix), TableFilter.Before("At", time.GetUtcNow()));
        await foreach (var row in tables.QueryAsync(TableNames.Due, filter, [], cancellationToken))
        {
            sets.Add(new OpenSet(
                row.PartitionKey,
                row.RowKey,
                row.Text("Site"),
                row.Text("EventId") ?? "",
                row.Date("PlannedTime") ?? time.GetUtcNow(),
                (int)(row.Number("Replay") ?? 0),
                (int)(row.Number("Times") ?? 0),
                row.Payload("Deliveries") is { } json
                    ? JsonSerializer.Deserialize(json, AlertsJson.Default.IReadOnlyListPlannedDelivery)
                    : null));
        }

        return sets;
    }

    /// <summary>Removes a set whose deliveries have all ended.</summary>
    public Task EndAsync(OpenSet set, CancellationToken cancellationToken) =>
        tables.DeleteAsync(TableNames.Due, set.PartitionKey, set.RowKey, "*", cancellationToken);

    /// <summary>Schedules another check of a set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="at">The time of the check, UTC.</param>
    /// <param name="times">How many consecutive checks found a lost delivery.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task LookAgainAsync(OpenSet set, DateTimeOffset at, int times, CancellationToken cancellationToken) => tables.MergeAsync(
        TableNames.Due, new TableRow(set.PartitionKey, set.RowKey).Set("At", at).Set("Times", times), "*", cancellationToken);

    private TableRow Row(string name, string hash, CloudEvent @event)
    {
        var now = time.GetUtcNow();
        return new TableRow(string.Create(CultureInfo.InvariantCulture, $"{PartitionPrefix}{now.UtcDateTime:yyyyMMddHH}-{hash[..2]}"), name)
            .Set("Site", @event.Site)
            .Set("EventId", @event.Id)
            .Set("PlannedTime", now)
            .Set("At", now + Patience);
    }
}

/// <summary>Deliveries of one event that may not have ended.</summary>
/// <param name="PartitionKey">The row's partition.</param>
/// <param name="RowKey">The row.</param>
/// <param name="Site">The event's site.</param>
/// <param name="EventId">The event.</param>
/// <param name="Planned">When the deliveries were put on the queue, UTC.</param>
/// <param name="Replay">The number of the replay; 0 for the first sending.</param>
/// <param name="Times">How many consecutive checks found a lost delivery.</param>
/// <param name="Deliveries">The deliveries; null: those of the event's plan.</param>
internal sealed record OpenSet(
    string PartitionKey, string RowKey, string? Site, string EventId, DateTimeOffset Planned, int Replay, int Times,
    IReadOnlyList<PlannedDelivery>? Deliveries);
