using System.Globalization;
using Butler.Core.Azure.Tables;
using Butler.Functions.Alerts;
using Butler.Functions.Storage;

namespace Butler.Functions.Delivering;

/// <summary>
/// The index of dead deliveries by day, in the <c>Deliveries</c> table: partition <c>dead-{yyyyMMdd}</c>, the newest first. An index row
/// has the columns of a list, so that a list reads no other rows.
/// </summary>
internal static class DeadIndex
{
    /// <summary>
    /// The column with the partition key of the delivery's row. The end of the index row's key is the delivery's row key.
    /// </summary>
    public const string EventKeyColumn = "EventKey";

    public static Task AddAsync(ITables tables, DeliveryRow row, DeliveryMessage delivery, string what, CancellationToken cancellationToken)
    {
        var died = row.DeadTime!.Value;
        return tables.UpsertAsync(
            TableNames.Deliveries,
            DeliveryColumns.Set(
                new TableRow(Partition(died), RowKey(died, row.RowKey))
                    .Set(EventKeyColumn, row.PartitionKey)
                    .Set("What", what)
                    .Set("Reason", row.Reason)
                    .Set("Attempt", row.Attempt)
                    .Set("Replay", row.Replay > 0 ? row.Replay : null)
                    .Set("DeadTime", died),
                delivery),
            cancellationToken);
    }

    public static Task RemoveAsync(ITables tables, DateTimeOffset died, string deliveryId, CancellationToken cancellationToken) =>
        tables.DeleteAsync(TableNames.Deliveries, Partition(died), RowKey(died, deliveryId), "*", cancellationToken);

    /// <summary>The partition of a day, UTC.</summary>
    public static string Partition(DateTimeOffset day) => "dead-" + day.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>The delivery of an index row.</summary>
    public static DeliveryReference Reference(TableRow row) =>
        new(row.Text(EventKeyColumn) ?? "", row.RowKey[(row.RowKey.IndexOf('-', StringComparison.Ordinal) + 1)..]);

    private static string RowKey(DateTimeOffset died, string deliveryId) =>
        string.Create(CultureInfo.InvariantCulture, $"{TimeSpan.TicksPerDay - died.UtcDateTime.TimeOfDay.Ticks:D12}-{deliveryId}");
}
