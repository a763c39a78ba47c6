using System.Text.Json.Nodes;
using Butler.Local.Sense.Site;
using Butler.Local.Sense.Times;

namespace Butler.Local.Sense.Qrs;

/// <summary>The JSON of tasks in QRS.</summary>
internal static class TaskJson
{
    public static JsonObject Full(SenseTask task, SenseSite site, SenseBehaviour behaviour, DateTimeOffset now)
    {
        var json = CommonJson.Entity(task.Id, Schema(task.Type), @"FABRIKAM\uberg");
        json["name"] = task.Name;
        json["taskType"] = (int)task.Type;
        json["enabled"] = task.Enabled;
        json["taskSessionTimeout"] = task.Timeout;
        json["maxRetries"] = task.MaxRetries;
        json["tags"] = CommonJson.Tags(task.Tags);
        json["customProperties"] = CommonJson.CustomProperties(task.CustomProperties);
        json["operational"] = new JsonObject
        {
            ["id"] = task.Id,
            ["lastExecutionResult"] = ExecutionJson.Condensed(site.LastOf(task.Id), behaviour.TasksTellExecutionId),
            ["nextExecution"] = QrsTime.Text(Next(task, now)),
            ["privileges"] = null,
        };
        AddOwn(json, task, site);
        return json;
    }

    private static void AddOwn(JsonObject json, SenseTask task, SenseSite site)
    {
        if (task.Type == TaskType.ExternalProgram)
        {
            json["path"] = task.Program;
            json["parameters"] = "/quiet";
            json["qlikUser"] = CommonJson.User(People.Service);
        }
        else if (task.Type == TaskType.UserSync)
        {
            json["userDirectory"] = CommonJson.Named(task.Id, task.UserDirectory ?? "");
            json["userDirectory"]!["userDirectoryName"] = task.UserDirectory;
        }
        else
        {
            // A task whose app was deleted is deleted too, but not at the same moment.
            json["app"] = task.AppId is { } id && site.App(id) is { } app ? AppJson.Condensed(app) : null;
            json["isManuallyTriggered"] = task.DailyAt is null;
            json["isPartialReload"] = task.IsPartialReload;
        }
    }

    private static DateTimeOffset? Next(SenseTask task, DateTimeOffset now)
    {
        if (task is { DueAt: { } due, Enabled: true })
        {
            return due;
        }

        if (task.DailyAt is not { } hour || !task.Enabled)
        {
            return null;
        }

        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(hour);
        return today > now ? today : today.AddDays(1);
    }

    private static string Schema(TaskType type) => type switch
    {
        TaskType.ExternalProgram => "ExternalProgramTask",
        TaskType.UserSync => "UserSyncTask",
        _ => "ReloadTask",
    };
}
