using Butler.Core.Events;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>A task that has not started although it was due.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Due">When it was due.</param>
/// <param name="Late">How long it has been due.</param>
internal sealed record DueTask(string TaskId, DateTimeOffset Due, TimeSpan Late)
{
    /// <summary>
    /// Whether the task, read now, confirms it: it is enabled, still has a schedule, and its last run is from before the due time.
    /// </summary>
    public bool IsConfirmedBy(QrsTask task) =>
        task.Raw.Bool("enabled") == true && task.Info.NextExecution is not null
        && (task.LastResult is not { } last || (IsOver(last) && !EndedRun.Answers(last.Info.Start, last.Info.Stop, Due)));

    private static bool IsOver(QrsExecution last) =>
        last.Info.Status is null or 0 || ExecutionStatus.IsFinal(last.Info.Status);
}
