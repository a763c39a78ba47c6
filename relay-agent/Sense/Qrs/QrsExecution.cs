using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Secrets;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>
/// The result of a run, from <c>executionresult/full</c> or a task's <c>lastExecutionResult</c>, which does not name the execution.
/// </summary>
internal sealed record QrsExecution
{
    /// <summary>The information for the event.</summary>
    public required ExecutionInfo Info { get; init; }

    /// <summary>The run's id; null when the object does not have it.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>The task that ran.</summary>
    public string? TaskId { get; init; }

    /// <summary>The script log's file; null while there is none.</summary>
    public string? FileReference { get; init; }

    /// <summary>The script log's size.</summary>
    public long? ScriptLogSize { get; init; }

    /// <summary>Whether the execution goes on after this result, because the task is retried.</summary>
    public bool IsRetried { get; init; }

    /// <summary>Whether the result is final.</summary>
    public bool IsFinal => ExecutionStatus.IsFinal(Info.Status) && !IsRetried;

    /// <summary>Whether the run ended without a start, so that there is no script log.</summary>
    public bool NeverRan => IsFinal && Info.Start is null;

    /// <summary>Reads either form.</summary>
    public static QrsExecution Read(JsonElement from, Redaction redaction)
    {
        var status = from.Int("status");
        return new QrsExecution
        {
            Info = new ExecutionInfo
            {
                ResultId = from.Id("id"),
                Status = status,
                StatusText = ExecutionStatus.Text(status),
                Start = from.Time("startTime"),
                Stop = from.Time("stopTime"),
                DurationMs = from.Long("duration"),
                Node = from.Text("executingNodeName"),
                Details = Details(from, redaction),
            },
            ExecutionId = from.Id("executionID"),
            TaskId = from.Id("taskID"),
            FileReference = from.Id("fileReferenceID"),
            ScriptLogSize = from.Long("scriptLogSize"),
        };
    }

    private static List<ExecutionDetail> Details(JsonElement from, Redaction redaction) =>
    [
        .. from.Rows("details")
            .Select(row => new ExecutionDetail
            {
                Time = row.Time("detailCreatedDate"),
                Message = row.Text("message") is { } message ? redaction.Clean(message) : null,
                Type = row.Int("detailsType"),
            })
            .OrderBy(detail => detail.Time),
    ];
}
