using System.Globalization;
using Butler.Core.Events;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Sense.Reconcile;

/// <summary>An ended execution, in the form of a message of Sense's scheduler.</summary>
/// <param name="ExecutionId">Its GUID.</param>
/// <param name="TaskId">The task that ran.</param>
/// <param name="Outcome">The outcome in the event's type.</param>
/// <param name="Result">Its result.</param>
internal sealed record FoundExecution(string ExecutionId, string TaskId, string Outcome, QrsExecution Result)
{
    /// <summary>The execution of a row of <c>executionresult/full</c>; null when it has no outcome or lacks an id.</summary>
    public static FoundExecution? Of(QrsExecution result) =>
        result is { ExecutionId: { } id, TaskId: { } task } && ExecutionStatus.Outcome(result.Info.Status) is { } outcome
            ? new FoundExecution(id, task, outcome, result with { Info = result.Info with { Details = null } })
            : null;

    /// <summary>The id of the execution's event.</summary>
    public string EventId(string site, string? kind) => EventIdentity.ForExecution(site, Tag(kind).Family, ExecutionId);

    /// <summary>
    /// Creates the datagram. The parser handles names with semicolons like Sense's own; the time is UTC, with its offset.
    /// </summary>
    public string Datagram(QrsTask? task) => string.Join(
        ';',
        Tag(task?.Info.Kind).Name,
        Result.Info.Node,
        task?.Info.Name,
        task?.AppName,
        "",
        TaskId,
        task?.AppId,
        Result.Info.Stop?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss,fff'Z'", CultureInfo.InvariantCulture),
        Outcome == "succeeded" ? "INFO" : "WARN",
        ExecutionId,
        $"{Result.Info.StatusText} (found in Qlik Sense; no log message reported it)");

    private (string Name, string Family) Tag(string? kind) => (kind, Outcome) switch
    {
        (TaskKind.Distribute, _) => ("/scheduler-distribute/", "distribute"),
        (_, "failed") => ("/scheduler-task-failed/", "failed"),
        (_, "aborted") => ("/scheduler-task-aborted/", "aborted"),
        _ => ("/scheduler-task-success/", "success"),
    };
}
