using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Control;

/// <summary>The body of <c>PATCH /simulator/behaviour</c>; missing values do not change.</summary>
internal sealed record BehaviourChange
{
    public bool? ScriptLogByFileReference { get; init; }

    public bool? ScriptLogByExecutionResult { get; init; }

    public bool? TasksTellExecutionId { get; init; }

    public TimeSpan? RunTime { get; init; }

    public TimeSpan? SettleTime { get; init; }

    public void Apply(SenseBehaviour behaviour)
    {
        behaviour.ScriptLogByFileReference = ScriptLogByFileReference ?? behaviour.ScriptLogByFileReference;
        behaviour.ScriptLogByExecutionResult = ScriptLogByExecutionResult ?? behaviour.ScriptLogByExecutionResult;
        behaviour.TasksTellExecutionId = TasksTellExecutionId ?? behaviour.TasksTellExecutionId;
        behaviour.RunTime = RunTime ?? behaviour.RunTime;
        behaviour.SettleTime = SettleTime ?? behaviour.SettleTime;
    }
}
