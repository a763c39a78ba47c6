using Butler.Core.Azure.Tables;
using Butler.Functions.Configuration;
using Butler.Functions.Storage;
using Butler.Functions.Timers;

namespace Butler.Functions.Relays;

/// <summary>
/// Runs every minute: reports relays without heartbeats. It records what it is about to report, reports it, and records that; so an
/// interrupted report is repeated by the next run, or by the heartbeat that brings the relay back.
/// </summary>
internal sealed partial class WatchRelays(
    ITables tables, RelayRows rows, RelayEvents events, ConfigurationSource configuration, TimeProvider time,
    ILogger<WatchRelays> logger) : ITimerHandler
{
    /// <summary>After a pause of this length, unread heartbeats may wait on the queue: they are processed first.</summary>
    private static readonly TimeSpan Asleep = TimeSpan.FromSeconds(100);

    /// <summary>When it last ran well, UTC; null: never.</summary>
    public async Task<DateTimeOffset?> LastRunAsync(CancellationToken cancellationToken) =>
        (await tables.GetAsync(TableNames.Relays, RelayRows.NoSite + "watch", "relays", cancellationToken))?.Date("RunTime");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var options = await configuration.CurrentAsync(cancellationToken);
        var now = time.GetUtcNow();
        if (await LastRunAsync(cancellationToken) is { } last && now - last < Asleep)
        {
            foreach (var row in await rows.SilentSinceAsync(now - options.OfflineAfter, cancellationToken))
            {
                await ReportAsync(row, cancellationToken);
            }
        }

        // Only a run that reaches this point counts: while Service Bus is unavailable, heartbeats cannot arrive either.
        await tables.UpsertAsync(
            TableNames.Relays, new TableRow(RelayRows.NoSite + "watch", "relays").Set("RunTime", now), cancellationToken);
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
        [LoggerMessage(Level = LogLevel.Warning, Message = "Relay {Relay} of site {Site} has not sent a heartbeat since {Heard:u}")]
        public static partial void Offline(ILogger logger, string relay, string site, DateTimeOffset heard);
    }
}
