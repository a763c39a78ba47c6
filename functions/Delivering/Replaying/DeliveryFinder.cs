using System.Buffers.Text;
using System.Text;
using Butler.Core.Azure.Tables;
using Butler.Functions.Api;
using Butler.Functions.Storage;

namespace Butler.Functions.Delivering.Replaying;

/// <summary>
/// Finds deliveries page by page. Dead deliveries are found in the index by day, the newest first. For other states Table Storage filters
/// the whole table.
/// </summary>
internal sealed class DeliveryFinder(ITables tables, TimeProvider time)
{
    /// <summary>
    /// How far back dead deliveries are searched without a date: index rows are kept for the retention, which is rarely longer.
    /// </summary>
    private static readonly TimeSpan FurthestBack = TimeSpan.FromDays(92);

    /// <summary>Finds the row of a delivery; null if the row does not exist.</summary>
    public Task<TableRow?> FindAsync(DeliveryReference reference, CancellationToken cancellationToken) =>
        tables.GetAsync(TableNames.Deliveries, reference.PartitionKey, reference.RowKey, cancellationToken);

    /// <summary>Reads a page and the continuation for the next one, which is null after the last.</summary>
    /// <exception cref="ProblemException">The continuation is not valid.</exception>
    public async Task<(IReadOnlyList<DeliveryItem> Items, string? Continuation)> PageAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        var found = new List<DeliveryItem>();
        await foreach (var row in query.State == "dead" ? DeadAsync(query, cancellationToken) : ScanAsync(query, cancellationToken))
        {
            var item = Item(row);
            if (!query.Fits(item))
            {
                continue;
            }

            found.Add(item);
            if (found.Count == query.Limit)
            {
                return (found, Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{row.PartitionKey}\n{row.RowKey}")));
            }
        }

        return (found, null);
    }

    /// <summary>Converts a row of a delivery or of the index to an item of the list.</summary>
    public static DeliveryItem Item(TableRow row)
    {
        var isIndex = row.Text(DeadIndex.EventKeyColumn) is not null;
        var asked = (int?)row.Number("ReplayAsked");
        return new DeliveryItem
        {
            Id = (isIndex ? DeadIndex.Reference(row) : new DeliveryReference(row.PartitionKey, row.RowKey)).ToString(),
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

    private async IAsyncEnumerable<TableRow> DeadAsync(
        DeliveryQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = After(query);
        var to = query.To ?? time.GetUtcNow().AddMinutes(5);
        var from = query.From ?? to - FurthestBack;
        for (var day = to.UtcDateTime.Date; day >= from.UtcDateTime.Date; day = day.AddDays(-1))
        {
            var partition = DeadIndex.Partition(new DateTimeOffset(day, TimeSpan.Zero));
            if (after is not null && string.CompareOrdinal(partition, after.Value.Partition) > 0)
            {
                continue;
            }

            var filter = TableFilter.Partition(partition);
            if (partition == after?.Partition)
            {
                filter = TableFilter.All(filter, TableFilter.RowsAfter(after.Value.Row));
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
        DeliveryQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Index rows have no column State, so they never match a condition on it.
        var after = After(query);
        var filter = TableFilter.All(
            after is null ? null : TableFilter.PartitionsFrom(after.Value.Partition),
            query.State == "all" ? TableFilter.From("State", "a") : TableFilter.Is("State", query.State),
            query.Channel is null ? null : TableFilter.Is("Channel", query.Channel),
            query.Route is null ? null : TableFilter.Is("Route", query.Route),
            query.Site is null ? null : TableFilter.Is("Site", query.Site),
            query.From is null ? null : TableFilter.From("PlannedTime", query.From.Value),
            query.To is null ? null : TableFilter.Before("PlannedTime", query.To.Value));
        await foreach (var row in tables.QueryAsync(TableNames.Deliveries, filter, DeliveryColumns.Listed, cancellationToken))
        {
            if (after is null || row.PartitionKey != after.Value.Partition || string.CompareOrdinal(row.RowKey, after.Value.Row) > 0)
            {
                yield return row;
            }
        }
    }

    private static (string Partition, string Row)? After(DeliveryQuery query)
    {
        if (query.Continuation is null)
        {
            return null;
        }

        return Base64Url.IsValid(query.Continuation)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(query.Continuation)).Split('\n') is [var partition, var row]
            ? (partition, row)
            : throw new ProblemException(
                400, "Not understood", "continuation is not a value of an earlier page; leave it out for the first page.");
    }
}
