using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Templates.Fields;

namespace Butler.Functions.Preview.Samples;

/// <summary>The data of sample events about tasks.</summary>
internal static class TaskSamples
{
    /// <summary>The data of a kind that <see cref="EventKind.HasTaskData"/>.</summary>
    public static JsonElement Of(EventKind kind, DateTimeOffset now)
    {
        if (kind is { TaskKind: { } task, Outcome: { } outcome })
        {
            return Json(Run(task, outcome, now));
        }

        return kind.Type == EventTypes.Unparsed
            ? Json(new TaskEventData
            {
                Host = SampleEvents.Host,
                Sender = "10.1.4.22",
                Raw = "/engine-reload-failed/;qsprod02;Margin Cockpit",
                Reason = "it has 3 fields, expected 9",
            })
            : Odd(kind.Type, now);
    }

    /// <summary>The data of a run that has no end: it is slow, did not start, or has just started.</summary>
    private static JsonElement Odd(string type, DateTimeOffset now)
    {
        var data = Run("reload", "succeeded", now) with
        {
            User = null,
            ExecutionId = null,
            LogTimeStamp = null,
            LogLevel = null,
            LogMessage = null,
            Execution = null,
            ScriptLog = null,
        };
        var json = JsonObject.Create(Json(data))!;
        if (type == EventTypes.TaskSlow)
        {
            json["startedAt"] = TimeFields.Utc(now.AddMinutes(-192));
            json["runningMs"] = 11_520_000;
            json["usualMs"] = 1_443_512;
            json["times"] = 3;
        }
        else
        {
            json["dueAt"] = TimeFields.Utc(now.AddMinutes(-15));
            json[type == EventTypes.TaskMissed ? "lateMs" : "startedAt"] = type == EventTypes.TaskMissed ? 900_000 : TimeFields.Utc(now);
        }

        return SampleEvents.Json(json);
    }

    private static JsonElement Json(TaskEventData data) => JsonSerializer.SerializeToElement(data, EventJson.Default.TaskEventData);

    private static JsonElement Raw(JsonObject json) => SampleEvents.Json(json);

    private static TaskEventData Run(string kind, string outcome, DateTimeOffset now)
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
            Host = SampleEvents.Host,
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
                ? new OwnerInfo
                {
                    Id = "7f5f6b1e-2f0d-4c51-9f39-0b7d5c2d3a11",
                    Name = "Ulla Berg",
                    Directory = "FABRIKAM",
                    UserId = "uberg",
                    Emails = ["ulla.berg@example.com"],
                }
                : null,
            Execution = isUnknown ? null : Execution(status, text, message, now),
            ScriptLog = kind == "reload" ? Log(outcome) : null,
            ErrorLines = kind == "reload" && outcome == "failed"
                ? ["The following error occurred:", "Table 'Orders' not found", "The error occurred here: LOAD * RESIDENT Orders"]
                : null,
            RawTask = isUnknown ? null : Raw(new JsonObject { ["name"] = name, ["enabled"] = true, ["maxRetries"] = 2 }),
            RawApp = hasApp && !isUnknown ? Raw(new JsonObject { ["name"] = "Margin Cockpit", ["fileSize"] = 48_722_114 }) : null,
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

    private static ExecutionInfo Execution(int status, string text, string message, DateTimeOffset now) => new()
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
        string[] head =
        [
            "      Execution started.", "      QlikView Version: 14.212.6", "0001  SET ThousandSep=',';", "0002  SET DecimalSep='.';",
            "0003  LIB CONNECT TO 'Sales (fabrikam)';",
        ];
        string[] tail = outcome == "failed"
            ? ["0412  Margins:", "0413  LOAD * RESIDENT Orders;", "      Error: Table 'Orders' not found",
                "      Execution Failed", "      Execution finished."]
            : ["0412  Margins:", "0413  LOAD * RESIDENT Orders;", "      84,112 lines fetched",
                "0420  EXIT SCRIPT;", "      Execution finished."];
        return new ScriptLogInfo { Head = head, Tail = tail, Lines = 431, Characters = 28_114, Size = 28_547 };
    }
}
