using Butler.Core.Relays;
using Butler.Core.Tables;
using Butler.Functions.Hosting;

namespace Butler.Functions.Relays;

/// <summary>Chooses the relay that a command goes to: of the site's relays that can do it, the one heard of last.</summary>
internal sealed class RelayChoice(ITables tables, TimeProvider time)
{
    /// <summary>The relay's name.</summary>
    /// <exception cref="NoRelayException">There is none; the message says why.</exception>
    public async Task<string> ChooseAsync(string site, string kind, CancellationToken cancellationToken)
    {
        var (best, bestTime, known, fresh) = ((string?)null, DateTimeOffset.MinValue, 0, 0);
        var since = time.GetUtcNow() - Heartbeat.TimeToLive;
        var rows = tables.QueryAsync(
            TableNames.Relays, TableFilter.Partition(TableKey.Escape(site)), ["PartitionKey", "RowKey", "EnqueuedTime", "Capabilities"], cancellationToken);
        await foreach (var row in rows)
        {
            known++;
            if (row.Date("EnqueuedTime") is not { } heard || heard < since)
            {
                continue;
            }

            fresh++;
            if (heard > bestTime && (row.Text("Capabilities") ?? "").Split(',').Contains(kind))
            {
                (best, bestTime) = (TableKey.Unescape(row.RowKey), heard);
            }
        }

        return best ?? throw new NoRelayException(
            known == 0 ? $"No relay of site {site} has ever been heard of."
            : fresh == 0 ? $"No relay of site {site} has been heard of within the last three minutes."
            : $"No relay of site {site} can do {kind}: its relay.yaml does not allow it, or what it needs is not set there.");
    }
}
