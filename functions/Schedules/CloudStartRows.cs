using Butler.Core.Azure.Tables;
using Butler.Functions.Storage;

namespace Butler.Functions.Schedules;

/// <summary>The rows of due times that start something in Qlik Cloud.</summary>
internal sealed class CloudStartRows(ITables tables)
{
    public async Task<CloudStart?> FindAsync(ScheduleRunId run, CancellationToken cancellationToken) =>
        await tables.GetAsync(TableNames.Schedules, CloudStart.Partition, TableKey.Escape(run.ToString()), cancellationToken) is { } row
            ? CloudStart.Read(row)
            : null;

    /// <summary>Writes a row that is new, or was not changed since it was read.</summary>
    /// <returns>The row as it was written; null when another writer was first.</returns>
    public async Task<CloudStart?> TryWriteAsync(ScheduleRunId run, CloudStart start, CancellationToken cancellationToken)
    {
        var row = start.ToRow(run);
        var etag = start.ETag is null
            ? await tables.InsertAsync(TableNames.Schedules, row, cancellationToken)
            : await tables.ReplaceAsync(TableNames.Schedules, row, start.ETag, cancellationToken);
        return etag is null ? null : start with { ETag = etag };
    }
}
