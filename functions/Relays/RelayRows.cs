using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Functions.Storage;

namespace Butler.Functions.Relays;

/// <summary>The rows of the <c>Relays</c> table: partition site, row relay, with the last heartbeat.</summary>
internal sealed class RelayRows(ITables tables)
{
    /// <summary>The prefix of partitions that do not belong to a site.</summary>
    public const string NoSite = "~";

    /// <summary>Records a heartbeat, unless a later one is known. The enqueue time decides the order.</summary>
    /// <param name="heartbeat">The heartbeat.</param>
    /// <param name="enqueued">When the heartbeat was enqueued, UTC.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="first">Runs before the heartbeat is recorded, with the known row; repeated when recording failed.</param>
    public async Task BeatAsync(
        Heartbeat heartbeat, DateTimeOffset enqueued, CancellationToken cancellationToken, Func<RelayRow?, Task>? first = null)
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

            // The write requires the ETag, because the watch may record at the same moment that the relay is offline.
            etag = known is null
                ? await tables.InsertAsync(TableNames.Relays, beat, cancellationToken)
                : await tables.ReplaceAsync(TableNames.Relays, beat, known.ETag, cancellationToken);
        }
    }

    /// <summary>A relay; null when it has never sent a heartbeat.</summary>
    public Task<RelayRow?> FindRelayAsync(string site, string relay, CancellationToken cancellationToken) =>
        FindAsync(TableKey.Escape(site), TableKey.Escape(relay), cancellationToken);

    /// <summary>All relays of all sites, in the order of their sites and names.</summary>
    public Task<IReadOnlyList<RelayRow>> AllAsync(CancellationToken cancellationToken) => ReadAsync("", _ => true, cancellationToken);

    /// <summary>All relays of all sites whose last heartbeat was before a time.</summary>
    public Task<IReadOnlyList<RelayRow>> SilentSinceAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        ReadAsync(TableFilter.Before("EnqueuedTime", before), relay => relay.Heard < before, cancellationToken);

    private async Task<IReadOnlyList<RelayRow>> ReadAsync(
        string filter, Func<RelayRow, bool> isWanted, CancellationToken cancellationToken)
    {
        var keys = new List<(string Partition, string Row)>();
        await foreach (var row in tables.QueryAsync(TableNames.Relays, filter, ["EnqueuedTime"], cancellationToken))
        {
            if (!row.PartitionKey.StartsWith(NoSite, StringComparison.Ordinal))
            {
                keys.Add((row.PartitionKey, row.RowKey));
            }
        }

        var rows = new List<RelayRow>();
        foreach (var (partition, row) in keys)
        {
            if (await FindAsync(partition, row, cancellationToken) is { } found && isWanted(found))
            {
                rows.Add(found);
            }
        }

        return rows;
    }

    /// <summary>Records that the relay is about to be reported offline; null when it has sent a heartbeat meanwhile.</summary>
    public Task<RelayRow?> NoteOfflineAsync(RelayRow row, CancellationToken cancellationToken) =>
        MarkAsync(row with { OfflineNoted = row.Heard }, cancellationToken);

    /// <summary>Records that the relay was reported offline.</summary>
    public Task<RelayRow?> RecordNotifiedAsync(RelayRow row, CancellationToken cancellationToken) =>
        MarkAsync(row with { OfflineNotified = row.Heard }, cancellationToken);

    private async Task<RelayRow?> MarkAsync(RelayRow row, CancellationToken cancellationToken)
    {
        var entity = new TableRow(row.PartitionKey, row.RowKey).Set("OfflineNoted", row.OfflineNoted)
            .Set("OfflineTold", row.OfflineNotified);
        return await tables.MergeAsync(TableNames.Relays, entity, row.ETag, cancellationToken) is { } etag
            ? row with { ETag = etag }
            : null;
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

/// <summary>The row of a relay.</summary>
/// <param name="PartitionKey">Its site, escaped.</param>
/// <param name="RowKey">Its name, escaped.</param>
/// <param name="ETag">The version of the row.</param>
/// <param name="Heard">When the last heartbeat was enqueued, UTC, by the queue's clock.</param>
/// <param name="OfflineNoted">Equal to <paramref name="Heard"/> when the relay is about to be reported offline.</param>
/// <param name="OfflineNotified">Equal to <paramref name="Heard"/> when the relay was reported offline.</param>
/// <param name="Last">Its last heartbeat.</param>
internal sealed record RelayRow(
    string PartitionKey, string RowKey, string ETag, DateTimeOffset Heard, DateTimeOffset? OfflineNoted, DateTimeOffset? OfflineNotified,
    Heartbeat? Last)
{
    public string Site => TableKey.Unescape(PartitionKey);

    public string Relay => TableKey.Unescape(RowKey);
}
