using System.Runtime.CompilerServices;
using Butler.Core.Api;
using Butler.Core.Azure.Tables;
using Butler.Functions.Storage;

namespace Butler.Functions.Delivering.Replaying;

/// <summary>
/// Finds deliveries page by page. Dead deliveries are found in the index by day, the newest first. For other states Table Storage filters
/// whole tables: <c>Deliveries</c>, and <c>Events</c> for those that need no row of their own.
/// </summary>
internal sealed class DeliveryFinder(ITables tables, FirstDeliveries first, TimeProvider time)
{
    /// <summary>
    /// How far back dead deliveries are searched without a date: index rows are kept for the retention, which is rarely longer.
    /// </summary>
    private static readonly TimeSpan FurthestBack = TimeSpan.FromDays(92);

    /// <summary>
    /// Finds a delivery; null if neither a row of its own nor the row of its event records it.
    /// </summary>
    public async Task<FoundDelivery?> FindAsync(DeliveryReference reference, CancellationToken cancellationToken)
    {
        if (await tables.GetAsync(TableNames.Deliveries, reference.PartitionKey, reference.RowKey, cancellationToken) is { } row)
        {
            return new FoundDelivery(row, null);
        }

        return await first.FindAsync(reference, cancellationToken) is { } delivery ? new FoundDelivery(delivery.Row(), delivery) : null;
    }

    /// <summary>Reads a page and the continuation for the next one, which is null after the last.</summary>
    /// <exception cref="ProblemException">The continuation is not valid.</exception>
    public async Task<(IReadOnlyList<DeliveryItem> Items, string? Continuation)> PageAsync(
        DeliveryQuery query, CancellationToken cancellationToken)
    {
        var found = new List<DeliveryItem>();
        await foreach (var (item, place) in AllAsync(query, PagePlace.Read(query.Continuation), cancellationToken))
        {
            if (!query.Fits(item))
            {
                continue;
            }

            found.Add(item);
            if (found.Count == query.Limit)
            {
                return (found, place.ToString());
            }
        }

        return (found, null);
    }

    /// <summary>Converts a row of a delivery or of the index to an item of the list.</summary>
    public static DeliveryItem Item(TableRow row, DeliveryReference? reference = null)
    {
        var isIndex = row.Text(DeadIndex.EventKeyColumn) is not null;
        var asked = (int?)row.Number("ReplayAsked");
        return new DeliveryItem
        {
            Id = (reference ?? (isIndex ? DeadIndex.Reference(row) : new DeliveryReference(row.PartitionKey, row.RowKey))).ToString(),
            State = isIndex ? "dead" : row.Text("State") ?? "pending",
            Channel = row.Text("Channel"),
            Route = row.Text("Route"),
            Recipient = row.Text("Recipient"),
            Type = row.Text("Type"),
            EventId = row.Text("EventId"),
            Task = row.Text("Task"),
            Subject = row.Text("Subject"),
            Site = row.Text("Site"),
            Planned = row.Date("PlannedTime"),
            Attempt = (int)(row.Number("Attempt") ?? 0),
            Replay = (int)(row.Number("Replay") ?? 0),
            ReplayAsked = asked,
            ReplayAskedTime = row.Date("ReplayAskedTime"),
            Reason = row.Text("Reason"),
            Answer = row.Text("Answer"),
            NextTime = row.Text("State") == "pending" ? row.Date("NextTime") : null,
            SentTime = row.Date("SentTime"),
            DeadTime = row.Date("DeadTime"),
        };
    }

    /// <summary>The deliveries after a place, with their places.</summary>
    private async IAsyncEnumerable<(DeliveryItem Item, PagePlace Place)> AllAsync(
        DeliveryQuery query, PagePlace? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (after is not { Part: > PagePart.Rows })
        {
            var rows = query.State == "dead" ? DeadAsync(query, after, cancellationToken) : ScanAsync(query, after, cancellationToken);
            await foreach (var row in rows)
            {
                yield return (Item(row), new PagePlace(PagePart.Rows, row.PartitionKey, row.RowKey, null));
            }
        }

        foreach (var part in PagePlace.PartsOf(query.State).Where(part => after is null || part >= after.Part))
        {
            var place = part == after?.Part ? after : null;
            var deliveries = part == PagePart.Sent
                ? first.SentAsync(query, place?.Partition, cancellationToken)
                : first.SendingAsync(query, place?.Partition, cancellationToken);
            await foreach (var delivery in deliveries.SkipWhile(each => place?.IsBefore(each) == false).WithCancellation(cancellationToken))
            {
                yield return (
                    Item(delivery.Row(), delivery.Reference),
                    new PagePlace(part, delivery.Event.PartitionKey, delivery.Event.RowKey, delivery.Planned.Id));
            }
        }
    }

    private async IAsyncEnumerable<TableRow> DeadAsync(
        DeliveryQuery query, PagePlace? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var to = query.To ?? time.GetUtcNow().AddMinutes(5);
        var from = query.From ?? to - FurthestBack;
        for (var day = to.UtcDateTime.Date; day >= from.UtcDateTime.Date; day = day.AddDays(-1))
        {
            var partition = DeadIndex.Partition(new DateTimeOffset(day, TimeSpan.Zero));
            if (after is not null && string.CompareOrdinal(partition, after.Partition) > 0)
            {
                continue;
            }

            var filter = TableFilter.Partition(partition);
            if (partition == after?.Partition)
            {
                filter = TableFilter.All(filter, TableFilter.RowsAfter(after.Row));
            }

            await foreach (var row in tables.QueryAsync(TableNames.Deliveries, filter, DeliveryColumns.Listed, cancellationToken))
            {
                if (row.Date("DeadTime") is { } died && died >= from && died < to)
                {
                    yield return row;
                }
            }
        }
    }

    private async IAsyncEnumerable<TableRow> ScanAsync(
        DeliveryQuery query, PagePlace? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Index rows have no column State, so they never match a condition on it.
        var filter = TableFilter.All(
            after is null ? null : TableFilter.PartitionsFrom(after.Partition),
            query.State == "all" ? TableFilter.From("State", "a") : TableFilter.Is("State", query.State),
            query.Channel is null ? null : TableFilter.Is("Channel", query.Channel),
            query.Route is null ? null : TableFilter.Is("Route", query.Route),
            query.Site is null ? null : TableFilter.Is("Site", query.Site),
            query.From is null ? null : TableFilter.From("PlannedTime", query.From.Value),
            query.To is null ? null : TableFilter.Before("PlannedTime", query.To.Value));
        await foreach (var row in tables.QueryAsync(TableNames.Deliveries, filter, DeliveryColumns.Listed, cancellationToken))
        {
            if (after is null || row.PartitionKey != after.Partition || string.CompareOrdinal(row.RowKey, after.Row) > 0)
            {
                yield return row;
            }
        }
    }
}

/// <summary>A delivery that was found.</summary>
/// <param name="Row">Its row, or the row that it would have.</param>
/// <param name="First">The delivery, if only its event's row records it; else null.</param>
internal sealed record FoundDelivery(TableRow Row, FirstDelivery? First);
