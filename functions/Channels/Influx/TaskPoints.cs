using System.Globalization;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels.Influx;

/// <summary>
/// Creates the points of task events: Butler's ten measurements with its tags, fields and types, and similar ones for other task events.
/// </summary>
internal static class TaskPoints
{
    private const string NoLog = "The script log is not available.";

    /// <summary>
    /// The first part of the measurement, by the kind in the event's type. Butler treated tasks of an unknown kind as reloads.
    /// </summary>
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["reload"] = "reload_task",
        ["task"] = "reload_task",
        ["externalprogram"] = "external_program_task",
        ["usersync"] = "user_sync_task",
        ["distribute"] = "distribute_task",
        ["preload"] = "preload_task",
    };

    /// <summary>Whether an event is the end of a task's run.</summary>
    public static bool Covers(string type) => EventKinds.Find(type) is { TaskKind: not null };

    /// <summary>Fills the point of a task event.</summary>
    /// <param name="alert">The event.</param>
    /// <param name="task">Its data.</param>
    /// <param name="new">Creates the point of a measurement.</param>
    public static Point Of(Alert alert, TaskEventData task, Func<string, Point> @new)
    {
        var parts = alert.Event.Type.Split('.');
        var (kind, outcome) = (Kinds[parts[1]], parts[2] == "succeeded" ? "success" : parts[2]);
        var isReload = kind == "reload_task";

        // For failures other than reloads, Butler wrote fewer fields than for other events.
        var isWhole = isReload || outcome != "failed";
        var point = @new($"{kind}_{outcome}")
            .Tag("host", task.Host)
            .Tag("user", ExecutionText.User(task.User))
            .Tag("task_id", task.TaskId)
            .Tag("task_name", task.TaskName)
            .Tag("log_level", task.LogLevel);
        if (kind is "reload_task" or "distribute_task" or "preload_task")
        {
            point.Tag("app_id", task.AppId).Tag("app_name", task.AppName ?? task.App?.Name);
        }

        if (isWhole)
        {
            AddStatus(point, task.Execution);
        }

        point.Field("log_timestamp", task.LogTimeStamp ?? "").Field("execution_id", task.ExecutionId ?? "")
            .Field("log_message", task.LogMessage ?? "");
        if (isWhole && task.Execution is { } execution)
        {
            AddTimes(point, execution, kind, alert.Site.TimeZone);
        }

        if (isReload)
        {
            AddScriptLog(point, alert, task, outcome);
        }

        return point;
    }

    private static void AddStatus(Point point, ExecutionInfo? execution)
    {
        // The misspelled name is the one in Butler's dashboards.
        var text = execution is null ? "unknown" : execution.StatusText;
        point.Tag("task_executingNodeName", execution is null ? "unknown" : execution.Node)
            .Tag("task_executionStatusNum", execution is null ? "-1" : execution.Status?.ToString(CultureInfo.InvariantCulture))
            .Tag("task_exeuctionStatusText", text)
            .Tag("task_executionStatusText", text);
    }

    private static void AddTimes(Point point, ExecutionInfo execution, string kind, TimeZoneInfo zone)
    {
        var inParts = kind is "distribute_task" or "external_program_task";
        point.Field(
            "task_executionStartTime_json",
            inParts ? ExecutionText.PartsJson(execution.Start) : ExecutionText.TimeJson("startTime", execution.Start, zone))
            .Field(
                "task_executionStopTime_json",
                inParts ? ExecutionText.PartsJson(execution.Stop) : ExecutionText.TimeJson("stopTime", execution.Stop, zone));
        if (execution.DurationMs is { } milliseconds)
        {
            var (hours, minutes, seconds) = ExecutionText.Parts(milliseconds);
            var whole = (hours * 3600) + (minutes * 60) + seconds;
            point.Field("task_executionDuration_json", ExecutionText.DurationJson(milliseconds))
                .Field("task_executionDuration_sec", (double)whole)
                .Field("task_executionDuration_min", whole / 60d)
                .Field("task_executionDuration_h", whole / 3600d);
        }
    }

    private static void AddScriptLog(Point point, Alert alert, TaskEventData task, string outcome)
    {
        var (head, tail) = ExecutionText.Ends(alert);
        point.Field("task_scriptLogSize", task.ScriptLog is { } log ? log.Size ?? log.Characters : 0d)
            .Field("task_scriptLogTailCount", (double)tail.Count);
        var lines = tail;
        if (outcome == "success")
        {
            point.Field("task_scriptLogHeadCount", (double)head.Count);
            lines = head.Count > 0 ? [.. head, "...", .. tail] : tail;
        }

        var text = ExecutionText.Details(task.Execution) + ExecutionText.Separator + (lines.Count > 0 ? string.Join('\n', lines) : NoLog);
        point.Field("scriptLog", text).Field("reload_log", text);
    }
}
