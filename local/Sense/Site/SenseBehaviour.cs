namespace Butler.Local.Sense.Site;

/// <summary>Where releases of Sense differ, and may be made to at any time.</summary>
internal sealed class SenseBehaviour
{
    /// <summary>The older way to script logs, by <c>fileReferenceId</c>.</summary>
    public bool ScriptLogByFileReference { get; set; } = true;

    /// <summary>The way of May 2025 and later, by <c>executionResultId</c>.</summary>
    public bool ScriptLogByExecutionResult { get; set; } = true;

    /// <summary>
    /// Whether <c>lastExecutionResult</c> of a task has an <c>executionID</c>. The condensed form of QRS's published schema has
    /// none; the entity <c>executionresult</c> always has one.
    /// </summary>
    public bool TasksTellExecutionId { get; set; }

    /// <summary>How long what is started through QRS or the engine runs.</summary>
    public TimeSpan RunTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after the datagram the result becomes final, as it does in Sense.</summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromMilliseconds(300);
}
