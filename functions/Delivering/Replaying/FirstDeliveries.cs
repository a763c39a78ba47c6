using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Functions.Alerts;
using Butler.Functions.Plans;
using Butler.Functions.Storage;

namespace Butler.Functions.Delivering.Replaying;

/// <summary>
/// Finds the deliveries that have no row of their own, because they were sent at their first attempt, or because this attempt is being
/// made. The row of their event records them.
/// </summary>
internal sealed class FirstDeliveries(ITables tables)
{
    /// <summary>Finds a delivery; null when its event's row does not record it.</summary>
    public async Task<FirstDelivery?> FindAsync(DeliveryReference reference, CancellationToken cancellationToken)
    {
        var id = TableKey.Unescape(reference.PartitionKey);
        var partition = reference.EventPartition ?? EventRows.Keys(id.Split(':') is [var site, _, ..] ? site : null, id).Partition;
        if (await tables.GetAsync(TableNames.Events, partition, reference.PartitionKey, cancellationToken) is not { } row
            || Plan(row).FirstOrDefault(planned => planned.Id == reference.RowKey) is not { } planned)
        {
            return null;
        }

        var delivery = new FirstDelivery(row, planned, SentDeliveries.Of(row).Find(planned.Id));
        return delivery.Sent is not null || row.Text("State") == "planned" ? delivery : null;
    }

    /// <summary>The deliveries that were sent at their first attempt.</summary>
    public async IAsyncEnumerable<FirstDelivery> SentAsync(
        DeliveryQuery query, string? fromPartition,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableFilter.All(
            Times(query, fromPartition), TableFilter.From(SentDeliveries.TimeColumn, query.From ?? DateTimeOffset.UnixEpoch));
        await foreach (var row in tables.QueryAsync(TableNames.Events, filter, [], cancellationToken))
        {
            foreach (var delivery in Sent(row))
            {
                yield return delivery;
            }
        }
    }

    /// <summary>The deliveries whose first attempt is being made, or was cut off.</summary>
    public async IAsyncEnumerable<FirstDelivery> SendingAsync(
        DeliveryQuery query, string? fromPartition,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableFilter.All(Times(query, fromPartition), TableFilter.Is("State", "planned"));
        await foreach (var row in tables.QueryAsync(TableNames.Events, filter, [], cancellationToken))
        {
            var sent = SentDeliveries.Of(row);
            foreach (var planned in Plan(row).Where(planned => sent.Find(planned.Id) is null))
            {
                if (await tables.GetAsync(TableNames.Deliveries, row.RowKey, planned.Id, cancellationToken) is null)
                {
                    yield return new FirstDelivery(row, planned, null);
                }
            }
        }
    }

    /// <summary>Gives a delivery a row of its own, as if a queue had carried it, so that it can be replayed.</summary>
    /// <returns>The row; null when it was just changed.</returns>
    public async Task<TableRow?> MoveAsync(FirstDelivery delivery, CancellationToken cancellationToken)
    {
        var row = delivery.Row();
        await tables.InsertAsync(TableNames.Deliveries, row, cancellationToken);
        await tables.MergeAsync(
            TableNames.Events, SentDeliveries.Moved(delivery.Event, delivery.Planned.Id), delivery.Event.ETag!, cancellationToken);
        return await tables.GetAsync(TableNames.Deliveries, row.PartitionKey, row.RowKey, cancellationToken);
    }

    private static string Times(DeliveryQuery query, string? fromPartition) => TableFilter.All(
        fromPartition is null ? null : TableFilter.PartitionsFrom(fromPartition),
        query.From is null ? null : TableFilter.From("SeenTime", query.From.Value),
        query.To is null ? null : TableFilter.Before("SeenTime", query.To.Value));

    private static IEnumerable<FirstDelivery> Sent(TableRow row)
    {
        var sent = SentDeliveries.Of(row);
        return sent.Count == 0
            ? []
            : Plan(row)
                .Select(planned => new FirstDelivery(row, planned, sent.Find(planned.Id)))
                .Where(delivery => delivery.Sent is not null);
    }

    /// <summary>The planned deliveries in the order of their ids.</summary>
    private static IReadOnlyList<PlannedDelivery> Plan(TableRow row) =>
    [
        .. (row.Payload("Plan") is { } json ? JsonSerializer.Deserialize(json, PlanJson.Default.Plan)?.Deliveries ?? [] : [])
            .OrderBy(planned => planned.Id, StringComparer.Ordinal),
    ];
}

/// <summary>A delivery that its event's row records.</summary>
/// <param name="Event">The event's row.</param>
/// <param name="Planned">The delivery.</param>
/// <param name="Sent">How it was sent; null while its attempt is being made.</param>
internal sealed record FirstDelivery(TableRow Event, PlannedDelivery Planned, SentDelivery? Sent)
{
    public DeliveryReference Reference => new(Event.RowKey, Planned.Id) { EventPartition = Event.PartitionKey };

    /// <summary>The row that the delivery would have of its own.</summary>
    public TableRow Row()
    {
        var site = Event.PartitionKey[..Event.PartitionKey.LastIndexOf('-')];
        return new TableRow(Event.RowKey, Planned.Id)
            .Set("State", Sent is null ? "sending" : "sent")
            .Set("Attempt", 1)
            .Set("What", $"{Event.Text("Type")} {TableKey.Unescape(Event.RowKey)}")
            .Set("Channel", Planned.Channel)
            .Set("Route", Planned.Route)
            .Set("Recipient", Planned.Recipient)
            .Set("Type", Event.Text("Type"))
            .Set("EventId", TableKey.Unescape(Event.RowKey))
            .SetShown("Task", Event.Text("Task"))
            .SetShown("Subject", Event.Text("Subject"))
            .Set("Site", site == "none" ? null : TableKey.Unescape(site))
            .Set("PlannedTime", Event.Date("SeenTime"))
            .Set("Answer", Sent?.Answer)
            .Set("SentTime", Sent?.Time);
    }
}
