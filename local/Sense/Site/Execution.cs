namespace Butler.Local.Sense.Site;

/// <summary>One execution of a task with its current result.</summary>
internal sealed record Execution
{
    /// <summary>The result's own id, which is not the execution's.</summary>
    public Guid ResultId { get; } = Guid.NewGuid();

    /// <summary>The execution's id, which the datagrams carry.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    public required Guid TaskId { get; init; }

    public Guid? AppId { get; init; }

    public required string Node { get; init; }

    public required ExecutionStatus Status { get; init; }

    public required DateTimeOffset Start { get; init; }

    /// <summary>Null until it is final.</summary>
    public DateTimeOffset? Stop { get; init; }

    public IReadOnlyList<ExecutionDetail> Details { get; init; } = [];

    /// <summary>The script log; null when there is none, and before the result is final.</summary>
    public byte[]? ScriptLog { get; init; }

    /// <summary>The reference for the older way to the script log; all zeros when there is none.</summary>
    public Guid FileReference { get; init; }

    public bool IsFinal => Stop is not null;
}
