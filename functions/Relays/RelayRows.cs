using System.Text.Json;
using Butler.Core.Relays;
using Butler.Core.Tables;
using Butler.Functions.Hosting;

namespace Butler.Functions.Relays;

/// <summary>The rows of the <c>Relays</c> table: partition site, row relay, with the last heartbeat.</summary>
internal sealed class RelayRows(ITables tables)
{
    /// <summary>Notes a heartbeat, unless a later one is known already: they are judged by the time they were enqueued.</summary>
    public async Task BeatAsync(Heartbeat heartbeat, DateTimeOffset enqueued, CancellationToken cancellationToken)
    {
        var (partition, row) = (TableKey.Escape(heartbeat.Site), TableKey.Escape(heartbeat.Relay));
        if (await tables.GetAsync(TableNames.Relays, partition, row, cancellationToken) is { } known && known.Date("EnqueuedTime") > enqueued)
        {
            return;
        }

        var counters = heartbeat.Counters;
        await tables.UpsertAsync(
            TableNames.Relays,
            new TableEntity(partition, row)
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
                .SetPayload("Heartbeat", JsonSerializer.SerializeToUtf8Bytes(heartbeat, RelayJson.Default.Heartbeat)),
            cancellationToken);
    }
}
