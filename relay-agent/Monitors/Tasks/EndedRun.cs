using System.Text.Json;
using Butler.Core.Events;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>A run that has ended, from <c>executionresult/full</c>.</summary>
/// <param name="ResultId">The id of the result; a run that was retried has several.</param>
/// <param name="TaskId">The task that ran.</param>
/// <param name="Start">Its start; null when it never started.</param>
/// <param name="Stop">Its end.</param>
/// <param name="Succeeded">Whether it succeeded.</param>
internal sealed record EndedRun(string ResultId, string TaskId, DateTimeOffset? Start, DateTimeOffset Stop, bool Succeeded)
{
    /// <summary>A start this long before the due time is that of the due time: somebody was faster than the schedule.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(1);

    /// <summary>How long it ran; null when it never started.</summary>
    public TimeSpan? Duration => Start is { } start && Stop > start ? Stop - start : null;

    /// <summary>The run of a row; null when the row lacks what is needed.</summary>
    public static EndedRun? Of(JsonElement row) =>
        row.Id("id") is { } id && row.Id("taskID") is { } task && row.Time("stopTime") is { } stop
            ? new EndedRun(id, task, row.Time("startTime"), stop, row.Int("status") == ExecutionStatus.FinishedSuccess)
            : null;

    /// <summary>
    /// Whether a run is the one that was due, or the one that was still going on: Sense does not start a task that runs.
    /// </summary>
    /// <param name="start">The run's start; null when it never started.</param>
    /// <param name="stop">The run's end; null while it goes on.</param>
    /// <param name="due">The due time.</param>
    public static bool Answers(DateTimeOffset? start, DateTimeOffset? stop, DateTimeOffset due) => start >= due - Early || stop >= due;
}
