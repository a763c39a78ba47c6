using System.Globalization;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;

namespace Butler.Functions.Relays;

/// <summary>
/// Raises events about relays that stop sending heartbeats, come back, or lose data. An event's id is derived from the heartbeats, so that
/// ten instances raise it once.
/// </summary>
internal sealed class RelayEvents(IServiceBus bus, TimeProvider time)
{
    /// <summary>Raises the event that a relay is offline.</summary>
    public Task OfflineAsync(RelayRow row, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var offline = new RelayOfflineData
        {
            Relay = row.Relay,
            Version = row.Last?.Version,
            LastHeartbeat = row.Heard,
            SilentSeconds = (long)(now - row.Heard).TotalSeconds,
            Waiting = row.Last?.Counters.Waiting,
            Warnings = row.Last?.Warnings,
        };
        return RaiseAsync(
            EventTypes.RelayOffline, row.Site, row.Relay, row.Last?.Environment, Instant(row.Heard), now,
            JsonSerializer.SerializeToElement(offline, OwnEventsJson.Default.RelayOfflineData), cancellationToken);
    }

    /// <summary>Raises the events that follow from a heartbeat, compared with the known state.</summary>
    public async Task BeatAsync(RelayRow? known, Heartbeat heartbeat, DateTimeOffset enqueued, CancellationToken cancellationToken)
    {
        if (known is not null && known.OfflineNoted == known.Heard)
        {
            if (known.OfflineNotified != known.Heard)
            {
                // The instance that recorded the relay as offline stopped before it recorded the notification.
                await OfflineAsync(known, cancellationToken);
            }

            await OnlineAsync(known, heartbeat, enqueued, cancellationToken);
        }

        if (Loss(known, heartbeat, enqueued) is { } loss)
        {
            var counters = heartbeat.Counters;
            var counted = string.Create(
                CultureInfo.InvariantCulture,
                $"{Instant(heartbeat.Started)}:{counters.KernelDrops}:{counters.Refused}:{counters.Rejected}:{counters.Damaged}");
            await RaiseAsync(
                EventTypes.RelayLoss, heartbeat.Site, heartbeat.Relay, heartbeat.Environment, counted, time.GetUtcNow(),
                JsonSerializer.SerializeToElement(loss, OwnEventsJson.Default.RelayLossData), cancellationToken);
        }
    }

    private Task OnlineAsync(RelayRow known, Heartbeat heartbeat, DateTimeOffset enqueued, CancellationToken cancellationToken)
    {
        var online = new RelayOnlineData
        {
            Relay = heartbeat.Relay,
            Version = heartbeat.Version,
            LastHeartbeat = known.Heard,
            Back = enqueued,
            AwaySeconds = (long)(enqueued - known.Heard).TotalSeconds,
            Started = heartbeat.Started,
            Waiting = heartbeat.Counters.Waiting,
        };
        return RaiseAsync(
            EventTypes.RelayOnline, heartbeat.Site, heartbeat.Relay, heartbeat.Environment, Instant(known.Heard), time.GetUtcNow(),
            JsonSerializer.SerializeToElement(online, OwnEventsJson.Default.RelayOnlineData), cancellationToken);
    }

    /// <summary>The losses since the previous heartbeat; null when there were none. Counters restart with the relay's process.</summary>
    private static RelayLossData? Loss(RelayRow? known, Heartbeat heartbeat, DateTimeOffset enqueued)
    {
        var before = known?.Last is { } last && last.Started == heartbeat.Started ? last : null;
        var (then, now) = (before?.Counters ?? new RelayCounters(), heartbeat.Counters);
        var loss = new RelayLossData
        {
            Relay = heartbeat.Relay,
            Version = heartbeat.Version,
            Since = before?.Time ?? heartbeat.Started,
            Until = enqueued,
            KernelDrops = Math.Max(0, now.KernelDrops - then.KernelDrops),
            Refused = Math.Max(0, Refused(now) - Refused(then)),
            Rejected = Math.Max(0, now.Rejected - then.Rejected),
            Damaged = Math.Max(0, now.Damaged - then.Damaged),
            Warnings = heartbeat.Warnings,
        };
        var total = loss.KernelDrops + loss.Refused + loss.Rejected + loss.Damaged;
        return total > 0 ? loss with { Total = total } : null;
    }

    /// <summary>Refused datagrams, without those of unknown senders, which are not a loss.</summary>
    private static long Refused(RelayCounters counters) => counters.Refused - (counters.RefusedSource ?? 0);

    private Task RaiseAsync(
        string type, string site, string relay, string? environment, string which, DateTimeOffset now, JsonElement data,
        CancellationToken cancellationToken)
    {
        var id = $"{site}:{type["butler.".Length..]}:{relay}:{which}";
        var raised = OwnEvents.Create(id, type, site, $"relay/{relay}", now, data) with { Environment = environment, Relay = relay };
        return OwnEvents.RaiseAsync(bus, raised, cancellationToken);
    }

    private static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
}
