namespace Butler.Local.Sense.Site;

/// <summary>The details of an execution's result during its run, in the scheduler's own words.</summary>
internal static class ExecutionStory
{
    public static Execution Begun(SenseSite site, SenseTask task, DateTimeOffset start) => new()
    {
        TaskId = task.Id,
        AppId = task.AppId,
        Node = site.Node,
        Status = task.Type == TaskType.Distribute ? ExecutionStatus.DistributionRunning : ExecutionStatus.Started,
        Start = start,
        Details =
        [
            new(start, $"Trying to start task. Sending task to slave node {site.Node}."),
            new(start + TimeSpan.FromMilliseconds(120), "Changing task state from Triggered to Started"),
        ],
    };

    /// <summary>Returns the final execution.</summary>
    /// <param name="execution">The running execution.</param>
    /// <param name="site">The site.</param>
    /// <param name="outcome">The outcome; <see cref="RunOutcome.Unfinished"/> ends as a failure.</param>
    /// <param name="stop">The end time.</param>
    /// <param name="scriptLog">The script log; null for the engine's own.</param>
    public static Execution Ended(Execution execution, SenseSite site, RunOutcome outcome, DateTimeOffset stop, byte[]? scriptLog)
    {
        var task = site.Task(execution.TaskId);
        var app = execution.AppId is { } id ? site.App(id) : null;
        var log = task?.Type is not TaskType.Reload ? null
            : scriptLog ?? (app is null ? null : ScriptLogText.Write(app, outcome, execution.Node, execution.Start, stop));
        var status = outcome switch
        {
            RunOutcome.Succeeded => ExecutionStatus.FinishedSuccess,
            RunOutcome.Aborted => ExecutionStatus.Aborted,
            _ => ExecutionStatus.FinishedFail,
        };
        var last = $"Changing task state from {(outcome == RunOutcome.Aborted ? "Aborting" : "Started")} to {status}";
        return execution with
        {
            Status = status,
            Stop = stop,
            ScriptLog = log,
            FileReference = log is null ? Guid.Empty : Guid.NewGuid(),
            Details = [.. execution.Details, .. Reasons(task, outcome).Append(last).Select(text => new ExecutionDetail(stop, text))],
        };
    }

    private static string[] Reasons(SenseTask? task, RunOutcome outcome) => (outcome, task?.Type) switch
    {
        (RunOutcome.Succeeded, _) => [],
        (RunOutcome.Aborted, _) => ["Abort of task was requested", "Changing task state from Started to Aborting"],
        (_, TaskType.ExternalProgram) => [$"External program {task.Program} failed with exit code 8", "Max retries reached"],
        (_, TaskType.UserSync) => [$"User synchronization of {task.UserDirectory} failed: the LDAP server is unavailable"],
        (_, TaskType.Distribute) => ["Distribution failed: the tenant answered 413 Payload Too Large"],
        (_, TaskType.Preload) => ["Failed to start session"],
        _ => ["Message from ReloadProvider: Reload failed in Engine. Check engine or script logs.", "Max retries reached"],
    };
}
