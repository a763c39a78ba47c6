using Butler.Core.Azure.Tables;
using Butler.Functions.Storage;
using Butler.Functions.Timers;

namespace Butler.Functions.KeyValues;

/// <summary>
/// Runs every hour: deletes expired keys, and repairs the index of namespaces after a process that died between two writes.
/// </summary>
internal sealed partial class KeyValueSweep(
    ITables tables, NamespaceRows namespaces, ExpiredKeys expired, TimeProvider time, ILogger<KeyValueSweep> logger) : ITimerHandler
{
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(3);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var deleted = 0;
        foreach (var @namespace in await NamesWithExpiredKeysAsync(cancellationToken))
        {
            if (time.GetElapsedTime(started) > MaxTime)
            {
                break;
            }

            deleted += await expired.SweepAsync(@namespace, cancellationToken);
        }

        await RepairIndexAsync(cancellationToken);
        if (deleted > 0)
        {
            Log.Deleted(logger, deleted);
        }
    }

    private async Task<HashSet<string>> NamesWithExpiredKeysAsync(CancellationToken cancellationToken)
    {
        var partitions = new HashSet<string>();
        await foreach (var row in tables.QueryAsync(
            TableNames.KeyValues, expired.Filter, ["PartitionKey", "RowKey"], cancellationToken))
        {
            partitions.Add(row.PartitionKey);
        }

        var names = new HashSet<string>();
        foreach (var partition in partitions)
        {
            if (await tables.GetAsync(TableNames.KeyValues, partition, NamespaceRows.HeadKey, cancellationToken) is { } head)
            {
                names.Add(head.Text("Name") ?? TableKey.Unescape(partition));
            }
        }

        return names;
    }

    /// <summary>
    /// The heads are the truth. A name whose head is missing goes, after a second look at the head; a head without a name gets one.
    /// </summary>
    private async Task RepairIndexAsync(CancellationToken cancellationToken)
    {
        var heads = new HashSet<string>();
        await foreach (var row in tables.QueryAsync(
            TableNames.KeyValues, TableFilter.Is("RowKey", NamespaceRows.HeadKey), ["Name"], cancellationToken))
        {
            heads.Add(row.Text("Name") ?? TableKey.Unescape(row.PartitionKey));
        }

        var names = new HashSet<string>();
        await foreach (var name in namespaces.ListAsync(after: null, cancellationToken))
        {
            names.Add(name);
        }

        foreach (var missing in heads.Except(names))
        {
            await namespaces.AddAsync(missing, cancellationToken);
        }

        foreach (var gone in names.Except(heads))
        {
            if (await namespaces.HeadAsync(gone, cancellationToken) is null)
            {
                await namespaces.RemoveAsync(gone, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} expired keys")]
        public static partial void Deleted(ILogger logger, int count);
    }
}
