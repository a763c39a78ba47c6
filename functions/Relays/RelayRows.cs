using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Functions.Storage;

namespace Butler.Functions.Relays;

/// <summary>The rows of the <c>Relays</c> table: partition site, row relay, with the last heartbeat.</summary>
internal sealed class RelayRows(ITables tables)
{
    /// <summary>What partitions start with that are of no site.</summary>
    public const string NoSite = "~";

    /// <summary>Notes a heartbeat, unless a later one is known already: they are judged by the time they were enqueued.</summary>
    /// <param name="heartbeat">The heartbeat.</param>
    /// <param name="enqueued">When the queue took it, UTC.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="first">What is to be done before it is noted, with what was known; done again when it could not be noted.</param>
    public async Task BeatAsync(Heartbeat heartbeat, DateTimeOffset enqueued, CancellationToken cancellationToken, Func<RelayRow?, Task>? first = null)
    {
        var (partition, row) = (TableKey.Escape(heartbeat.Site), TableKey.Escape(heartbeat.Relay));
        var counters = heartbeat.Counters;
        var beat = new TableRow(partition, row)
            .Set("EnqueuedTime", enqueued)
            .Set("Version", heartbeat.Version)
            .Set("Environment", heartbeat.Environment)
            .Set("Capabilities", string.Join(",", heartbeat.Capabilities))
            .Set("Received", counters.Received)
            .Set("Accepted", counters.Accepted)
            .Set("Refused", counters.Refused)
            .Set("Unparsed", counters.Unparsed)
            .Set("KernelDrops", counters.KernelDrops)
            .Set("Forwarded", counters.Forwarded)
            .Set("Waiting", counters.Waiting)
            .Set("OldestWaiting", counters.OldestWaiting)
            .SetPayload("Heartbeat", JsonSerializer.SerializeToUtf8Bytes(heartbeat, RelayJson.Default.Heartbeat));
        string? etag = null;
        while (etag is null)
        {
            var known = await FindAsync(partition, row, cancellationToken);
            if (known?.Heard > enqueued)
            {
                return;
            }

            if (first is not null)
            {
                await first(known);
            }

            // Under the ETag: the watch may note just now that the relay is offline, and must not be overlooked.
            etag = known is null
                ? await tables.InsertAsync(TableNames.Relays, beat, cancellationToken)
                : await tables.ReplaceAsync(TableNames.Relays, beat, known.ETag, cancellationToken);
        }
    }

    /// <summary>All relays of all sites that were heard of before a time.</summary>
    public async Task<IReadOnlyList<RelayRow>> SilentSinceAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var silent = new List<(string Partition, string Row)>();
        await foreach (var row in tables.QueryAsync(TableNames.Relays, TableFilter.Before("EnqueuedTime", before), ["EnqueuedTime"], cancellationToken))
        {
            if (!row.PartitionKey.StartsWith(NoSite, StringComparison.Ordinal))
            {
                silent.Add((row.PartitionKey, row.RowKey));
            }
        }

        var rows = new List<RelayRow>();
        foreach (var (partition, row) in silent)
        {
            if (await FindAsync(partition, row, cancellationToken) is { } found && found.Heard < before)
            {
                rows.Add(found);
            }
        }

        return rows;
    }

    /// <summary>Notes that the relay is about to be told to be offline; null when it has been heard of meanwhile.</summary>
    public Task<RelayRow?> NoteOfflineAsync(RelayRow row, CancellationToken cancellationToken) => MarkAsync(row with { OfflineNoted = row.Heard }, cancellationToken);

    /// <summary>Notes that this was told.</summary>
    public Task<RelayRow?> RecordNotifiedAsync(RelayRow row, CancellationToken cancellationToken) => MarkAsync(row with { OfflineNotified = row.Heard }, cancellationToken);

    private async Task<RelayRow?> MarkAsync(RelayRow row, CancellationToken cancellationToken)
    {
        var entity = new TableRow(row.PartitionKey, row.RowKey).Set("OfflineNoted", row.OfflineNoted).Set("OfflineTold", row.OfflineNotified);
        return await tables.MergeAsync(TableNames.Relays, entity, row.ETag, cancellationToken) is { } etag ? row with { ETag = etag } : null;
    }

    private async Task<RelayRow?> FindAsync(string partition, string row, CancellationToken cancellationToken) =>
        await tables.GetAsync(TableNames.Relays, partition, row, cancellationToken) is { } entity
            ? new RelayRow(
                partition,
                row,
                entity.ETag!,
                entity.Date("EnqueuedTime") ?? DateTimeOffset.MinValue,
                entity.Date("OfflineNoted"),
                entity.Date("OfflineTold"),
                entity.Payload("Heartbeat") is { } json ? JsonSerializer.Deserialize(json, RelayJson.Default.Heartbeat) : null)
            : null;
}

/// <summary>A relay as its row knows it.</summary>
/// <param name="PartitionKey">Its site, escaped.</param>
/// <param name="RowKey">Its name, escaped.</param>
/// <param name="ETag">The version of the row.</param>
/// <param name="Heard">When it was heard of last, UTC, by the queue's clock.</param>
/// <param name="OfflineNoted">Equal to <paramref name="Heard"/> once it is to be told that it is offline.</param>
/// <param name="OfflineNotified">Equal to <paramref name="Heard"/> once that was told.</param>
/// <param name="Last">Its last heartbeat.</param>
internal sealed record RelayRow(
    string PartitionKey, string RowKey, string ETag, DateTimeOffset Heard, DateTimeOffset? OfflineNoted, DateTimeOffset? OfflineNotified, Heartbeat? Last)
{
    public string Site => TableKey.Unescape(PartitionKey);

    public string Relay => TableKey.Unescape(RowKey);
}
