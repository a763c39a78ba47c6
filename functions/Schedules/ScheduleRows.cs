using Butler.Core.Azure.Tables;
using Butler.Functions.Storage;

namespace Butler.Functions.Schedules;

/// <summary>The rows of the table <c>Schedules</c>.</summary>
internal sealed class ScheduleRows(ITables tables)
{
    public async Task<ScheduleRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var keys = ScheduleRow.Keys(id);
        return await tables.GetAsync(TableNames.Schedules, keys.PartitionKey, keys.RowKey, cancellationToken) is { } row
            ? ScheduleRow.Read(row)
            : null;
    }

    /// <summary>All rows by id; <c>configured</c> is the first of the partitions.</summary>
    public async Task<IReadOnlyDictionary<string, ScheduleRow>> AllAsync(CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, ScheduleRow>(StringComparer.Ordinal);
        await foreach (var row in tables.QueryAsync(
            TableNames.Schedules, TableFilter.PartitionsFrom(ScheduleRow.ConfiguredPartition), [], cancellationToken))
        {
            var read = ScheduleRow.Read(row);
            rows[read.Id] = read;
        }

        return rows;
    }

    /// <summary>Adds a row.</summary>
    /// <returns>Null when there is one with this id.</returns>
    public async Task<ScheduleRow?> AddAsync(TableRow row, CancellationToken cancellationToken) =>
        await tables.InsertAsync(TableNames.Schedules, row, cancellationToken) is { } etag ? Read(row, etag) : null;

    /// <summary>Writes some columns.</summary>
    /// <returns>Whether the row had not changed.</returns>
    public async Task<bool> TryMergeAsync(TableRow columns, ScheduleRow known, CancellationToken cancellationToken) =>
        await tables.MergeAsync(TableNames.Schedules, columns, known.ETag, cancellationToken) is not null;

    /// <summary>Deletes a row in any version.</summary>
    /// <returns>False when there was none.</returns>
    public Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var keys = ScheduleRow.Keys(id);
        return tables.DeleteAsync(TableNames.Schedules, keys.PartitionKey, keys.RowKey, "*", cancellationToken);
    }

    /// <summary>
    /// Deletes rows that were last written before a time: those of <c>butler.yaml</c> that are no longer used, and all of starts in Qlik
    /// Cloud. The partitions of both come first.
    /// </summary>
    public async Task ForgetAsync(Func<string, bool> isUsed, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var old = new List<TableRow>();
        var filter = TableFilter.All(TableFilter.PartitionsUpTo(ScheduleRow.ConfiguredPartition), TableFilter.WrittenBefore(before));
        await foreach (var row in tables.QueryAsync(TableNames.Schedules, filter, ["PartitionKey", "RowKey"], cancellationToken))
        {
            old.Add(row);
        }

        foreach (var row in old.Where(row => row.PartitionKey == CloudStart.Partition || !isUsed(TableKey.Unescape(row.RowKey))))
        {
            await tables.DeleteAsync(TableNames.Schedules, row.PartitionKey, row.RowKey, row.ETag!, cancellationToken);
        }
    }

    private static ScheduleRow Read(TableRow row, string etag)
    {
        var read = new TableRow(row.PartitionKey, row.RowKey) { ETag = etag };
        foreach (var (name, value) in row.Properties)
        {
            read.Set(name, value);
        }

        return ScheduleRow.Read(read);
    }
}
