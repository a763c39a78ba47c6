using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.Functions.Alerting;
using Butler.Functions.Delivering.Reconciling;
using Butler.Functions.Monitoring.Digests;

namespace Butler.Functions.Templates;

/// <summary>A believable event of each type, for previews, for test alerts and for checking templates. All names are invented.</summary>
internal static class SampleEvents
{
    private const string Host = "qsprod02";

    /// <summary>All types that there is a sample of: all that events may have.</summary>
    public static IReadOnlyList<string> Types => EventPatterns.KnownTypes;

    /// <summary>A sample event.</summary>
    /// <param name="type">One of <see cref="Types"/>.</param>
    /// <param name="now">When it is taken to have happened.</param>
    /// <exception cref="ArgumentException">There is no such type; the message says which one may have been meant.</exception>
    public static CloudEvent Of(string type, DateTimeOffset now)
    {
        if (!Types.Contains(type))
        {
            throw new ArgumentException($"there is no event of the type \"{type}\"{Core.Text.DidYouMean.Hint(type, Types)}", nameof(type));
        }

        var parts = type.Split('.');
        var (source, subject, data) = parts switch
        {
            ["sense", "service", var what] => ($"/sense/default/{Host}", $"service/{Host}/QlikSenseEngineService", Service(what)),
            ["sense", "version"] => ($"/sense/default/{Host}", null, Json(new JsonObject { ["version"] = "14.212.6", ["previous"] = "14.187.4" })),
            ["sense", "license", var what] => ($"/sense/default/{Host}", null, License(what, now)),
            ["sense", "unparsed"] => ($"/sense/default/{Host}", null, Task(new TaskEventData
            {
                Host = Host,
                Raw = "/engine-reload-failed/;qsprod02;Margin Cockpit",
                Reason = "it has 3 fields, expected 9",
            })),
            ["sense", var kind, var outcome] => ($"/sense/default/{Host}", "task/0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33", Task(TaskData(kind, outcome, now))),
            ["cloud", ..] => ("/cloud/fabrikam", "app/6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1", Cloud(type.EndsWith(".failed", StringComparison.Ordinal), now)),
            ["butler", "relay", var what] => ("/sense/default/relay-1", "relay/relay-1", Relay(what, now)),
            ["butler", "digest", ..] => ("/sense/default/butler", "site/default", Digest(now)),
            ["butler", "delivery", "recovered"] => ("/sense/default/butler", "deliveries", JsonSerializer.SerializeToElement(
                new RecoveredDeliveries
                {
                    Count = 2,
                    First = now.AddHours(-2),
                    Deliveries = ["sense.reload.failed default:failed:5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02 to ops-mail", "sense.reload.failed default:failed:6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1 to ops-slack"],
                },
                RecoveredJson.Default.RecoveredDeliveries)),
            ["butler", "delivery", ..] => ("/sense/default/relay-1", (string?)null, JsonSerializer.SerializeToElement(
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
                AlertingJson.Default.DeadDelivery)),
            _ => ("/sense/default/relay-1", null, JsonSerializer.SerializeToElement(
                new LateSummary
                {
                    Route = "reload-failures",
                    Count = 2,
                    First = now.AddHours(-30),
                    Last = now.AddHours(-28),
                    Events = ["sense.reload.failed: Reload of Margin Cockpit", "sense.reload.failed: Reload of Sales"],
                },
                AlertingJson.Default.LateSummary)),
        };
        var isCloud = parts[0] == "cloud";
        return new CloudEvent
        {
            Id = $"sample:{type}:{now.ToUnixTimeMilliseconds()}",
            Source = source,
            Type = type,
            Subject = subject,
            Time = now,
            ReceivedTime = now.AddSeconds(2),
            Site = isCloud ? null : "default",
            Environment = isCloud ? null : "prod",
            Relay = isCloud ? null : "relay-1",
            Data = data,
        };
    }

    private static JsonElement Task(TaskEventData data) => JsonSerializer.SerializeToElement(data, EventJson.Default.TaskEventData);

    private static JsonElement Json(JsonObject json) => JsonSerializer.SerializeToElement(json, SampleJson.Default.JsonObject);

    private static TaskEventData TaskData(string kind, string outcome, DateTimeOffset now)
    {
        var hasApp = kind is "reload" or "preload" or "distribute" or EventTypes.UnknownKind;
        var (level, message, status, text) = outcome switch
        {
            "succeeded" => ("INFO", "Reload complete", 7, "FinishedSuccess"),
            "aborted" => ("WARN", "Execution was aborted by a user", 6, "Aborted"),
            "finished" => ("INFO", "Distribution ended", 8, "FinishedFail"),
            "timedout" => ("WARN", "Distribution did not end within 6 hours", 14, "DistributionRunning"),
            _ => ("WARN", "Max retries reached", 8, "FinishedFail"),
        };
        var isUnknown = kind == EventTypes.UnknownKind;
        var name = kind switch
        {
            "externalprogram" => "Nightly export to the archive",
            "usersync" => "User synchronisation of FABRIKAM",
            "distribute" => "Distribute Margin Cockpit",
            "preload" => "Preload Margin Cockpit",
            _ => "Reload of Margin Cockpit",
        };
        return new TaskEventData
        {
            Host = Host,
            TaskName = name,
            TaskId = "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33",
            AppName = hasApp ? "Margin Cockpit" : null,
            AppId = hasApp ? "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1" : null,
            User = @"FABRIKAM\svc_reload",
            ExecutionId = "5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02",
            LogTimeStamp = now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss,fff", System.Globalization.CultureInfo.InvariantCulture),
            LogLevel = level,
            LogMessage = message,
            Task = isUnknown ? null : Known(kind, name, now),
            App = hasApp && !isUnknown ? App(now) : null,
            Owner = hasApp && !isUnknown
                ? new OwnerInfo { Id = "7f5f6b1e-2f0d-4c51-9f39-0b7d5c2d3a11", Name = "Ulla Berg", Directory = "FABRIKAM", UserId = "uberg", Emails = ["ulla.berg@example.com"] }
                : null,
            Execution = isUnknown ? null : Run(status, text, message, now),
            ScriptLog = kind == "reload" ? Log(outcome) : null,
            ErrorLines = kind == "reload" && outcome == "failed"
                ? ["The following error occurred:", "Table 'Orders' not found", "The error occurred here: LOAD * RESIDENT Orders"]
                : null,
            Enrichment = new EnrichmentInfo { Missing = isUnknown ? ["task", "app", "owner", "execution", "scriptLog"] : [] },
        };
    }

    private static TaskInfo Known(string kind, string name, DateTimeOffset now) => new()
    {
        Name = name,
        Kind = kind,
        Tags = ["production", "finance"],
        CustomProperties = [new("Team", "Finance"), new("Butler_FailedAlertEnableEmail", "Yes")],
        IsManuallyTriggered = false,
        IsPartialReload = false,
        MaxRetries = 2,
        ModifiedByUserName = @"FABRIKAM\uberg",
        ModifiedDate = now.AddDays(-12),
        TaskSessionTimeout = 1440,
        NextExecution = now.AddHours(5),
    };

    private static AppInfo App(DateTimeOffset now) => new()
    {
        Name = "Margin Cockpit",
        Stream = "Finance",
        Tags = ["margin"],
        CustomProperties = [new("Department", "Controlling")],
        Description = "Margins by product and region",
        FileSize = 48_722_114,
        LastReloadTime = now.AddDays(-1),
        ModifiedDate = now.AddDays(-1),
        ModifiedByUserName = @"INTERNAL\sa_scheduler",
        PublishTime = now.AddDays(-200),
        Published = true,
    };

    private static ExecutionInfo Run(int status, string text, string message, DateTimeOffset now) => new()
    {
        ResultId = "b2b8f0c4-8d3c-4d0e-8f0f-3a5f6a1f9d7e",
        Status = status,
        StatusText = text,
        Start = now.AddMinutes(-24),
        Stop = now,
        DurationMs = 1_443_512,
        Node = "qsprod02.fabrikam.example",
        Details =
        [
            new ExecutionDetail { Time = now.AddMinutes(-24), Message = "Changing task state from Triggered to Started", Type = 2 },
            new ExecutionDetail { Time = now, Message = message, Type = 2 },
            new ExecutionDetail { Time = now, Message = $"Changing task state from Started to {text}", Type = 2 },
        ],
    };

    private static ScriptLogInfo Log(string outcome)
    {
        string[] head = ["      Execution started.", "      QlikView Version: 14.212.6", "0001  SET ThousandSep=',';", "0002  SET DecimalSep='.';", "0003  LIB CONNECT TO 'Sales (fabrikam)';"];
        string[] tail = outcome == "failed"
            ? ["0412  Margins:", "0413  LOAD * RESIDENT Orders;", "      Error: Table 'Orders' not found", "      Execution Failed", "      Execution finished."]
            : ["0412  Margins:", "0413  LOAD * RESIDENT Orders;", "      84,112 lines fetched", "0420  EXIT SCRIPT;", "      Execution finished."];
        return new ScriptLogInfo { Head = head, Tail = tail, Lines = 431, Characters = 28_114, Size = 28_547 };
    }

    private static JsonElement Service(string what)
    {
        var (status, previous) = what switch { "stopped" => ("STOPPED", "RUNNING"), "started" => ("RUNNING", "STOPPED"), _ => ("RUNNING", "RUNNING") };
        return Json(new JsonObject
        {
            ["host"] = Host,
            ["name"] = "QlikSenseEngineService",
            ["displayName"] = "Qlik Sense Engine Service",
            ["friendlyName"] = "Qlik engine",
            ["status"] = status,
            ["prevStatus"] = previous,
            ["startType"] = "Automatic",
            ["exePath"] = @"C:\Program Files\Qlik\Sense\Engine\Engine.exe",
        });
    }

    private static JsonElement License(string what, DateTimeOffset now) => Json(what switch
    {
        "access" => new JsonObject { ["type"] = "professional", ["total"] = 120, ["allocated"] = 117, ["available"] = 3 },
        "released" => new JsonObject { ["type"] = "analyzer", ["user"] = @"FABRIKAM\jlind", ["daysSinceUse"] = 45 },
        _ => new JsonObject { ["expires"] = TimeFields.Utc(now.AddDays(21)), ["daysLeft"] = 21, ["expired"] = false },
    });

    private static JsonElement Relay(string what, DateTimeOffset now) => what switch
    {
        "loss" => JsonSerializer.SerializeToElement(
            new RelayLossData { Relay = "relay-1", Version = "0.1.0", Since = now.AddMinutes(-1), Until = now, Total = 3, KernelDrops = 3, Warnings = [] },
            OwnEventsJson.Default.RelayLossData),
        "refused" => JsonSerializer.SerializeToElement(
            new Core.Commands.CommandRefusedData { Reason = "no rule of the relay's file allows it", CommandId = "0196f3c2", Kind = "file-delete", RequestedBy = "reload-scripts" },
            Core.Commands.CommandJson.Default.CommandRefusedData),
        "online" => JsonSerializer.SerializeToElement(
            new RelayOnlineData { Relay = "relay-1", Version = "0.1.0", LastHeartbeat = now.AddMinutes(-25), Back = now, AwaySeconds = 1500, Started = now.AddDays(-9), Waiting = 12 },
            OwnEventsJson.Default.RelayOnlineData),
        _ => JsonSerializer.SerializeToElement(
            new RelayOfflineData { Relay = "relay-1", Version = "0.1.0", LastHeartbeat = now.AddMinutes(-5), SilentSeconds = 300, Waiting = 0, Warnings = [] },
            OwnEventsJson.Default.RelayOfflineData),
    };

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
        var sync = new DigestTask { Task = "User synchronisation of FABRIKAM", Count = 1, LastError = "The directory did not answer", LastTime = now.AddHours(-7) };
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
                Slowest = [new() { Task = "Reload of Sales", App = "Sales", Type = "sense.reload.succeeded", Time = now.AddHours(-5), DurationMs = 4_260_000 }],
                DeadDeliveries = 1,
                DeadByChannel = [new("ops-mail", 1)],
                HeldBack = 2,
            },
            DigestJson.Default.DigestData);
    }

    private static JsonElement Cloud(bool failed, DateTimeOffset now) => Json(new JsonObject
    {
        ["originalType"] = "com.qlik.v1.reload.finished",
        ["source"] = "com.qlik/reloads",
        ["eventTypeVersion"] = "1.0.0",
        ["tenantid"] = "kD0rX4aLmQ2v",
        ["tenantUrl"] = "https://fabrikam.eu.qlikcloud.com",
        ["tenantComment"] = "Fabrikam",
        ["userid"] = "64f0c7d1a1b2",
        ["ownerid"] = "64f0c7d1a1b2",
        ["appId"] = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1",
        ["appName"] = "Margin Cockpit",
        ["reloadId"] = "66a1f0c4b9d2e3f4a5b6c7d8",
        ["status"] = failed ? "FAILED" : "SUCCEEDED",
        ["type"] = "chronos",
        ["partial"] = false,
        ["errorCode"] = failed ? "EngineConnectorError" : null,
        ["errorMessage"] = failed ? "Cannot connect to the data source" : null,
        ["log"] = failed ? "Error: connector not reachable" : "Reload complete",
        ["creationTime"] = TimeFields.Utc(now.AddMinutes(-25)),
        ["startTime"] = TimeFields.Utc(now.AddMinutes(-24)),
        ["endTime"] = TimeFields.Utc(now),
        ["durationSeconds"] = 1443,
        ["duration"] = 1_443_512,
        ["peakMemoryBytes"] = 512_331_776,
        ["rowLimit"] = -1,
        ["size"] = new JsonObject { ["memory"] = 48_722_114 },
        ["endedWithMemoryConstraint"] = false,
        ["isDirectQueryMode"] = false,
        ["isSessionApp"] = false,
        ["isSkipStore"] = false,
        ["statements"] = new JsonArray(),
        ["errors"] = failed ? new JsonArray("Cannot connect to the data source") : new JsonArray(),
        ["warnings"] = new JsonArray(),
        ["app"] = new JsonObject
        {
            ["fileSize"] = 48_722_114,
            ["tags"] = new JsonArray("margin"),
            ["attributes"] = new JsonObject
            {
                ["description"] = "Margins by product and region",
                ["hasSectionAccess"] = true,
                ["published"] = true,
                ["publishTime"] = TimeFields.Utc(now.AddDays(-200)),
                ["thumbnail"] = "",
            },
        },
        ["owner"] = new JsonObject { ["id"] = "64f0c7d1a1b2", ["name"] = "Ulla Berg", ["email"] = "ulla.berg@example.com", ["picture"] = "https://fabrikam.eu.qlikcloud.com/pictures/uberg" },
        ["scriptLog"] = new JsonObject
        {
            ["head"] = new JsonArray("Reload started", "0001  SET ThousandSep=',';"),
            ["tail"] = failed ? new JsonArray("0042  LIB CONNECT TO 'Sales';", "Error: connector not reachable") : new JsonArray("Reload complete"),
            ["lines"] = 44,
            ["characters"] = 2_114,
        },
    });
}

/// <summary>Source-generated JSON of the samples.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(JsonObject))]
internal sealed partial class SampleJson : System.Text.Json.Serialization.JsonSerializerContext;
