namespace Butler.Local.Sense.Site;

/// <summary>The differences between releases of Sense, which can be changed at any time.</summary>
internal sealed class SenseBehaviour
{
    /// <summary>Whether the older way to script logs works, by <c>fileReferenceId</c>.</summary>
    public bool ScriptLogByFileReference { get; set; } = true;

    /// <summary>Whether the way of May 2025 and later works, by <c>executionResultId</c>.</summary>
    public bool ScriptLogByExecutionResult { get; set; } = true;

    /// <summary>
    /// Whether <c>lastExecutionResult</c> of a task has an <c>executionID</c>. The condensed form of QRS's published schema has
    /// none; the entity <c>executionresult</c> always has one.
    /// </summary>
    public bool TasksTellExecutionId { get; set; }

    /// <summary>The run time of executions started by QRS or the engine.</summary>
    public TimeSpan RunTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The time from the datagram to the final result, as in Sense.</summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromMilliseconds(300);
}
