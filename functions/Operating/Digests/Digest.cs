using System.Globalization;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Delivering;
using Butler.Functions.Plans;
using Butler.Functions.Relays;
using Butler.Functions.Storage;
using Butler.Functions.Timers;

namespace Butler.Functions.Operating.Digests;

/// <summary>
/// Checks every quarter of an hour whether a site's digest is due. The event's id has site and day, so that it is created once, and later
/// if the app was not running at the hour. Of several missed days only the last is created.
/// </summary>
/// <remarks>
/// The cost: a point read for each site and check, and once a day the site's rows of <c>Events</c> of eight days. Table Storage filters
/// them, and reads all rows of the site for that: about one transaction for a thousand rows. At most three point reads follow: the counts
/// of access licenses now and a week ago, and the check of the server license.
/// </remarks>
internal sealed partial class Digest(
    ITables tables, IServiceBus bus, ConfigurationSource configuration, TimeProvider time, ILogger<Digest> logger) : ITimerHandler
{
    /// <summary>After this time without a failure, the failure of a task is new.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromDays(7);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var options = await configuration.CurrentAsync(cancellationToken);
        if (options.DigestAt is not { } at)
        {
            return;
        }

        foreach (var site in await SitesAsync(options, cancellationToken))
        {
            var day = DigestTimes.Last(time.GetUtcNow(), at, options.Site(site).TimeZone);
            var id = string.Create(CultureInfo.InvariantCulture, $"{site}:digest:{day.Day:yyyy-MM-dd}");
            var (partition, row) = EventRows.Keys(site, id);
            if (await tables.GetAsync(TableNames.Events, partition, row, cancellationToken) is not null)
            {
                continue;
            }

            var data = await SumAsync(site, day, cancellationToken);
            var digest = OwnEvents.Create(
                id, EventTypes.DailyDigest, site, $"site/{site}", time.GetUtcNow(),
                JsonSerializer.SerializeToElement(data, DigestJson.Default.DigestData));
            await OwnEvents.RaiseAsync(bus, digest, cancellationToken);
            Log.Made(logger, site, day.From, day.To, data.Failures, data.Total);
        }
    }

    /// <summary>The configured sites, and those of the relays.</summary>
    private async Task<IReadOnlyList<string>> SitesAsync(ButlerOptions options, CancellationToken cancellationToken)
    {
        var sites = new List<string>(options.Sites.Keys);
        await foreach (var row in tables.QueryAsync(
            TableNames.Relays, TableFilter.From("EnqueuedTime", DateTimeOffset.UnixEpoch), ["EnqueuedTime"], cancellationToken))
        {
            if (!row.PartitionKey.StartsWith(RelayRows.NoSite, StringComparison.Ordinal) && TableKey.Unescape(row.PartitionKey) is var site
                && !sites.Contains(site))
            {
                sites.Add(site);
            }
        }

        return sites;
    }

    private async Task<DigestData> SumAsync(string site, DigestDay day, CancellationToken cancellationToken)
    {
        var sums = new DigestSums(site, day.From, day.To);
        var prefix = TableKey.Escape(site) + "-";
        var filter = TableFilter.All(
            TableFilter.PartitionPrefix(prefix), TableFilter.From("EventTime", day.From - Before), TableFilter.Before("EventTime", day.To));
        await foreach (var row in tables.QueryAsync(TableNames.Events, filter, DigestSums.Columns, cancellationToken))
        {
            // The prefix of the site "a" also matches the site "a-b".
            if (row.PartitionKey.Length == prefix.Length + 2)
            {
                sums.Add(row);
            }
        }

        for (var dead = day.From.UtcDateTime.Date; dead <= day.To.UtcDateTime.Date; dead = dead.AddDays(1))
        {
            var partition = TableFilter.Partition(DeadIndex.Partition(new DateTimeOffset(dead, TimeSpan.Zero)));
            await foreach (var row in tables.QueryAsync(
                TableNames.Deliveries, partition, ["Site", "Channel", "DeadTime"], cancellationToken))
            {
                sums.AddDead(row);
            }
        }

        var (access, accessBefore, server) = sums.Checks.Wanted;
        var newest = await EventAsync(access, cancellationToken);
        return sums.Sum() with
        {
            Licenses = DigestChecks.Licenses(newest, await EventAsync(accessBefore, cancellationToken)),
            ServerLicense = sums.Checks.ServerLicense(await EventAsync(server, cancellationToken)),
        };
    }

    /// <summary>Reads the event of a check; null without a check, and when its row has just been deleted.</summary>
    private async Task<CloudEvent?> EventAsync(DigestChecks.Check? check, CancellationToken cancellationToken) =>
        check is not null
            && await tables.GetAsync(TableNames.Events, check.PartitionKey, check.RowKey, cancellationToken) is { } row
            && row.Payload("Event") is { } encoded
                ? CloudEvent.Decode(encoded)
                : null;

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "The digest of {Site} from {From:u} to {To:u} has {Failures} failures in {Total} events")]
        public static partial void Made(ILogger logger, string site, DateTimeOffset from, DateTimeOffset to, long failures, long total);
    }
}
