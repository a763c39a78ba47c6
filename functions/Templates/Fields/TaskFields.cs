using Butler.Core.Events.Kinds;
using static Butler.Functions.Templates.Fields.FieldValues;

namespace Butler.Functions.Templates.Fields;

/// <summary>The fields of a task, its log event and its errors.</summary>
internal static class TaskFields
{
    public static Dictionary<string, Func<AlertFields, object?>> Table() => new()
    {
        ["host"] = f => f.Task is { } task ? task.Host : f.Text("host"),
        ["hostName"] = f => f.Task?.Host ?? f.Text("host"),
        ["user"] = f => f.Task?.User?.Replace(@"\\", @"\", StringComparison.Ordinal),
        ["taskName"] = f => f.Task is { } task ? Known(task.TaskName, task.Task?.Name) : null,
        ["taskId"] = f => f.Task?.TaskId,
        ["taskKind"] = f => f.Task?.Task?.Kind ?? EventKinds.Find(f.Alert.Event.Type)?.TaskKind,
        ["taskTags"] = f => List(f.Task?.Task?.Tags),
        ["taskCustomProperties"] = f => f.Properties("taskCustomProperties", f.Task?.Task?.CustomProperties),
        ["taskIsManuallyTriggered"] = f => f.Task?.Task?.IsManuallyTriggered,
        ["taskIsPartialReload"] = f => f.Task?.Task?.IsPartialReload,
        ["taskMaxRetries"] = f => f.Task?.Task?.MaxRetries,
        ["taskModifiedByUsername"] = f => f.Task?.Task?.ModifiedByUserName,
        ["taskModifiedDate"] = f => Utc(f.Task?.Task?.ModifiedDate),
        ["taskSessionTimeout"] = f => f.Task?.Task?.TaskSessionTimeout,
        ["taskNextExecution"] = f => f.Task?.Task is { } task ? Utc(task.NextExecution) ?? "Never" : null,
        ["logTimeStamp"] = f => f.Task?.LogTimeStamp,
        ["logLevel"] = f => f.Task?.LogLevel,
        ["logMessage"] = f => f.Task?.LogMessage ?? f.Text("logMessage", "log", "reload.log", "errorMessage", "reload.errorMessage"),
        ["executionId"] = f => f.Task?.ExecutionId,
        ["errorLines"] = f => List(ErrorLines(f)),
        ["errorLinesText"] = f => ErrorLines(f) is { Count: > 0 } lines ? string.Join('\n', lines) : null,
    };

    private static IReadOnlyList<string> ErrorLines(AlertFields f) =>
        f.Task?.ErrorLines ?? (Texts(f, "errorLines") is { Count: > 0 } lines ? lines : Texts(f, "errors"));

    private static List<string> Texts(AlertFields f, string name) =>
        [.. f.Values(name).Select(value => value?.ToString()).OfType<string>()];
}
