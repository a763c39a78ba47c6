using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Functions.Alerts;
using Butler.Functions.Relays;
using Butler.Functions.Storage;
using Butler.Functions.Timers;

namespace Butler.Functions.Delivering.Reconciling;

/// <summary>
/// Runs every hour: finds deliveries that are due but missing from the queues, raises one <c>butler.delivery.recovered</c> for each site,
/// and sends them again. The event is raised first, so that a run that stops while sending has reported its findings; the next run finds
/// the rest.
/// </summary>
internal sealed partial class ReconcileDeliveries(
    OpenDeliveries open, LostDeliveries lost, DeadDeliveries dead, IServiceBus bus, ITables tables, TimeProvider time,
    ILogger<ReconcileDeliveries> logger) : ITimerHandler
{
    /// <summary>How many sets of deliveries one run sends again; the next run continues.</summary>
    private const int MaxSets = 2000;

    /// <summary>How many times in a row a set is sent again each hour; after that once a day.</summary>
    private const int MaxTimes = 5;

    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>After a pause of this length, unread messages may wait on the queues: they are not lost.</summary>
    private static readonly TimeSpan Asleep = TimeSpan.FromMinutes(100);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var last = await tables.GetAsync(TableNames.Relays, RelayRows.NoSite + "watch", "deliveries", cancellationToken);
        if (last?.Date("RunTime") is { } ran && now - ran < Asleep)
        {
            await SendAgainAsync(await LookAsync(cancellationToken), now, cancellationToken);
        }

        await tables.UpsertAsync(
            TableNames.Relays, new TableRow(RelayRows.NoSite + "watch", "deliveries").Set("RunTime", now), cancellationToken);
    }

    /// <summary>Checks all due sets, and removes those that have ended.</summary>
    private async Task<List<OpenSet>> LookAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var found = new List<OpenSet>();
        foreach (var set in await open.DueAsync(cancellationToken))
        {
            if (found.Count == MaxSets || time.GetElapsedTime(started) > MaxTime)
            {
                Log.GoesOn(logger, found.Count);
                break;
            }

            var look = await lost.LookAsync(set, cancellationToken);
            if (look.Lost.Count > 0)
            {
                found.Add(set);
            }
            else if (look.Next is { } next)
            {
                await open.LookAgainAsync(set, next, times: 0, cancellationToken);
            }
            else
            {
                await open.EndAsync(set, cancellationToken);
            }
        }

        return found;
    }

    /// <summary>Sends again. Events are large, so each is read again when it is sent.</summary>
    private async Task SendAgainAsync(List<OpenSet> sets, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var summaries = new RecoveredSummaries();
        foreach (var set in sets)
        {
            summaries.Add((await lost.LookAsync(set, cancellationToken)).Lost);
        }

        foreach (var summary in summaries.Events(now))
        {
            await OwnEvents.RaiseAsync(bus, summary, cancellationToken);
        }

        foreach (var set in sets)
        {
            foreach (var each in (await lost.LookAsync(set, cancellationToken)).Lost)
            {
                await SendAsync(each, now, cancellationToken);
            }

            await open.LookAgainAsync(
                set, now + (set.Times < MaxTimes ? Hour : TimeSpan.FromDays(1)) - TimeSpan.FromMinutes(1), set.Times + 1,
                cancellationToken);
        }

        if (summaries.Count > 0)
        {
            Log.Recovered(logger, summaries.Count);
        }
    }

    private async Task SendAsync(LostDelivery each, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await bus.SendAsync(each.Queue, each.Message(now), cancellationToken);
        }
        catch (BusException e) when (e.Fault is ServiceBusFault.TooLarge && each.Delivery is not null)
        {
            await dead.KeepAsync(
                new DeliveryMessage { Delivery = each.Delivery, Planned = each.Planned, Event = each.Event }, e.Message, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} due deliveries were missing from the queues, and are sent again")]
        public static partial void Recovered(ILogger logger, int count);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "There are more deliveries than one run can check; {Count} sets are sent again now, and the next run continues")]
        public static partial void GoesOn(ILogger logger, int count);
    }
}
