using Butler.Core.Azure.Tables;
using Butler.Functions.Configuration;
using Butler.Functions.Storage;
using Butler.Functions.Timers;

namespace Butler.Functions.Relays;

/// <summary>
/// Each minute: tells of relays that nothing has been heard of for a while. It notes what it is about to tell, tells it, and notes that; so
/// whatever is cut off is told by the next run, or by the heartbeat that brings the relay back.
/// </summary>
internal sealed partial class WatchRelays(
    ITables tables, RelayRows rows, RelayEvents events, ConfigurationSource configuration, TimeProvider time, ILogger<WatchRelays> logger) : ITimerHandler
{
    /// <summary>After a pause this long heartbeats wait on the queue that nobody has read: they come first.</summary>
    private static readonly TimeSpan Asleep = TimeSpan.FromSeconds(100);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var options = await configuration.CurrentAsync(cancellationToken);
        var now = time.GetUtcNow();
        var watch = await tables.GetAsync(TableNames.Relays, RelayRows.NoSite + "watch", "relays", cancellationToken);
        if (watch?.Date("RunTime") is { } last && now - last < Asleep)
        {
            foreach (var row in await rows.SilentSinceAsync(now - options.OfflineAfter, cancellationToken))
            {
                await ReportAsync(row, cancellationToken);
            }
        }

        // Only a run that got here counts: while Service Bus is away no heartbeat can come either.
        await tables.UpsertAsync(TableNames.Relays, new TableRow(RelayRows.NoSite + "watch", "relays").Set("RunTime", now), cancellationToken);
    }

    private async Task ReportAsync(RelayRow row, CancellationToken cancellationToken)
    {
        if (row.OfflineNotified == row.Heard)
        {
            return;
        }

        var noted = row.OfflineNoted == row.Heard ? row : await rows.NoteOfflineAsync(row, cancellationToken);
        if (noted is null)
        {
            return;
        }

        await events.OfflineAsync(noted, cancellationToken);
        await rows.RecordNotifiedAsync(noted, cancellationToken);
        Log.Offline(logger, row.Relay, row.Site, row.Heard);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Relay {Relay} of site {Site} has not been heard of since {Heard:u}")]
        public static partial void Offline(ILogger logger, string relay, string site, DateTimeOffset heard);
    }
}
