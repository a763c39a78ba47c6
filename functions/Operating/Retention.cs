using Butler.Core.Azure.Tables;
using Butler.Functions.Configuration;
using Butler.Functions.Storage;
using Butler.Functions.Timers;

namespace Butler.Functions.Operating;

/// <summary>Runs every hour: deletes rows that were not written for longer than the retention, as many as its time allows.</summary>
internal sealed partial class Retention(ITables tables, ConfigurationSource configuration, TimeProvider time, ILogger<Retention> logger)
    : ITimerHandler
{
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(3);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var options = await configuration.CurrentAsync(cancellationToken);
        var started = time.GetTimestamp();
        foreach (var table in TableNames.Retained)
        {
            var deleted = await DeleteOldAsync(table, time.GetUtcNow() - options.Retention, started, cancellationToken);
            if (deleted > 0)
            {
                Log.Deleted(logger, deleted, table, options.Retention);
            }
        }
    }

    private async Task<int> DeleteOldAsync(string table, DateTimeOffset before, long started, CancellationToken cancellationToken)
    {
        var deleted = 0;
        await foreach (var row in tables.QueryAsync(
            table, TableFilter.WrittenBefore(before), ["PartitionKey", "RowKey"], cancellationToken))
        {
            if (time.GetElapsedTime(started) > MaxTime)
            {
                break;
            }

            // The delete requires the ETag, so that a row that is being written is kept.
            deleted += await tables.DeleteAsync(table, row.PartitionKey, row.RowKey, row.ETag!, cancellationToken) ? 1 : 0;
        }

        return deleted;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} rows of {Table} older than {Retention}")]
        public static partial void Deleted(ILogger logger, int count, string table, TimeSpan retention);
    }
}
