using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Delivering.Reconciling;

namespace Butler.Functions.Preview.Samples;

/// <summary>The data of sample events about this system.</summary>
internal static class SystemSamples
{
    private const string Relay = "relay-1";
    private const string Version = "0.1.0";

    public static JsonElement Of(string type, DateTimeOffset now) => type switch
    {
        EventTypes.RelayOffline => Json(
            new RelayOfflineData
            {
                Relay = Relay,
                Version = Version,
                LastHeartbeat = now.AddMinutes(-5),
                SilentSeconds = 300,
                Waiting = 0,
                Warnings = [],
            },
            OwnEventsJson.Default.RelayOfflineData),
        EventTypes.RelayOnline => Json(
            new RelayOnlineData
            {
                Relay = Relay,
                Version = Version,
                LastHeartbeat = now.AddMinutes(-25),
                Back = now,
                AwaySeconds = 1500,
                Started = now.AddDays(-9),
                Waiting = 12,
            },
            OwnEventsJson.Default.RelayOnlineData),
        EventTypes.RelayLoss => Json(
            new RelayLossData
            {
                Relay = Relay,
                Version = Version,
                Since = now.AddMinutes(-1),
                Until = now,
                Total = 3,
                KernelDrops = 3,
                Warnings = [],
            },
            OwnEventsJson.Default.RelayLossData),
        EventTypes.CloudFailing or EventTypes.CloudRecovered => SampleEvents.Json(new JsonObject
        {
            ["tenant"] = "fabrikam",
            ["tenantUrl"] = "https://fabrikam.eu.qlikcloud.com",
            ["tenantComment"] = "Fabrikam",
            ["problem"] = "webhook",
            ["reason"] = "Qlik Cloud has the webhook \"Butler\" disabled: too many deliveries failed. Enable it in the administration.",
            ["since"] = now.AddMinutes(-15),
        }),
        EventTypes.RelayRefused => Json(
            new CommandRefusedData
            {
                Reason = "no rule of the relay's file allows it",
                CommandId = "0196f3c2",
                Kind = "file-delete",
                RequestedBy = "reload-scripts",
                MessageId = "0196f3c2",
            },
            CommandJson.Default.CommandRefusedData),
        EventTypes.DeliveryDead => Json(
            new DeadDelivery
            {
                Id = "5d2f",
                EventId = "default:failed:5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02",
                EventType = "sense.reload.failed",
                Route = "reload-failures",
                Channel = "ops-mail",
                Recipient = "ops@example.com",
                Reason = "the server answered 550 mailbox unavailable",
                Attempts = 1,
            },
            AlertsJson.Default.DeadDelivery),
        EventTypes.DeliveryRecovered => Json(
            new RecoveredDeliveries
            {
                Count = 2,
                First = now.AddHours(-2),
                Deliveries =
                [
                    "sense.reload.failed default:failed:5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02 to ops-mail",
                    "sense.reload.failed default:failed:6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1 to ops-slack",
                ],
            },
            RecoveredJson.Default.RecoveredDeliveries),
        EventTypes.EventLate => Json(
            new LateSummary
            {
                Route = "reload-failures",
                Count = 2,
                First = now.AddHours(-30),
                Last = now.AddHours(-28),
                Events = ["sense.reload.failed: Reload of Margin Cockpit", "sense.reload.failed: Reload of Sales"],
            },
            AlertsJson.Default.LateSummary),
        EventTypes.DailyDigest => Digest(now),
        EventTypes.Metrics => SampleEvents.Json(new JsonObject
        {
            ["version"] = Version,
            ["instance"] = null,
            ["heapUsed"] = 12_345_678,
            ["heapTotal"] = 23_456_789,
            ["external"] = 3_456_789,
            ["processMemory"] = 98_765_432,
            ["uptimeMs"] = 777_600_000,
            ["intervalMs"] = 900_000,
            ["counters"] = new JsonObject
            {
                ["received"] = 4_212,
                ["accepted"] = 4_212,
                ["forwarded"] = 4_200,
                ["refused"] = 0,
                ["kernelDrops"] = 3,
                ["waiting"] = 12,
                ["underWay"] = 8,
                ["oldestWaitingMs"] = 950,
                ["journalPercent"] = 0.02,
            },
            ["sinceLast"] = new JsonObject
            {
                ["received"] = 30,
                ["accepted"] = 30,
                ["forwarded"] = 31,
                ["unparsed"] = 1,
                ["rejected"] = 0,
                ["refused"] = 0,
                ["refusedFull"] = 0,
                ["refusedRate"] = 0,
                ["refusedSize"] = 0,
                ["refusedSource"] = 0,
                ["kernelDrops"] = 1,
                ["forwardAvgMs"] = 12.4,
                ["forwardP95Ms"] = 38.1,
                ["forwardMaxMs"] = 212,
            },
        }),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "there is no sample of this type"),
    };

    private static JsonElement Json<T>(T data, JsonTypeInfo<T> type) => JsonSerializer.SerializeToElement(data, type);

    private static JsonElement Digest(DateTimeOffset now)
    {
        var orders = new DigestTask
        {
            Task = "Reload of Margin Cockpit",
            TaskId = "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33",
            App = "Margin Cockpit",
            Count = 3,
            LastError = "Table 'Orders' not found",
            LastTime = now.AddHours(-2),
            LastEventId = "default:failed:5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02",
            DurationMs = 512_000,
        };
        var sync = new DigestTask
        {
            Task = "User synchronisation of FABRIKAM",
            Count = 1,
            LastError = "The directory did not answer",
            LastTime = now.AddHours(-7),
        };
        return JsonSerializer.SerializeToElement(
            new DigestData
            {
                Site = "default",
                From = now.AddDays(-1),
                To = now,
                Total = 412,
                ByType = [new("sense.reload.succeeded", 407), new("sense.reload.failed", 4), new("butler.relay.online", 1)],
                Failures = 4,
                FailedTasks = 2,
                Failed = [orders, sync],
                NewTasks = 1,
                New = [sync],
                TimedRuns = 411,
                DurationMs = 49_320_000,
                AverageMs = 120_000,
                Slowest =
                [
                    new()
                    {
                        Task = "Reload of Sales",
                        App = "Sales",
                        Type = "sense.reload.succeeded",
                        Time = now.AddHours(-5),
                        DurationMs = 4_260_000,
                        UsualMs = 1_092_000,
                        Times = 3.9,
                        SlowRuns = 2,
                    },
                    new()
                    {
                        Task = "Reload of Margin Cockpit",
                        App = "Margin Cockpit",
                        Type = "sense.reload.succeeded",
                        Time = now.AddHours(-3),
                        DurationMs = 1_443_512,
                    },
                ],
                Licenses =
                [
                    License("professional", available: 3, total: 120, before: 9),
                    License("analyzer", available: 90, total: 100, before: 88),
                    License("analyzer_capacity", available: 588, total: 600, before: 600) with { Unit = "minutes" },
                ],
                ServerLicense = new DigestServerLicense
                {
                    DaysUntilExpiry = 53,
                    ExpiryDateStr = now.AddDays(53).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                },
                DeadDeliveries = 1,
                DeadByChannel = [new("ops-mail", 1)],
                HeldBack = 2,
            },
            DigestJson.Default.DigestData);
    }

    private static DigestLicense License(string type, double available, double total, double before) => new()
    {
        Type = type,
        Name = AccessLicense.NameOf(type),
        Available = available,
        Total = total,
        AvailableBefore = before,
        TotalBefore = total,
        DaysBetween = 7,
    };
}
