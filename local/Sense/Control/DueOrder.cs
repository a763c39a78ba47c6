namespace Butler.Local.Sense.Control;

/// <summary>The body of <c>POST /simulator/due</c>: a task is due once, soon.</summary>
internal sealed record DueOrder
{
    /// <summary>The task's id or name.</summary>
    public required string Task { get; init; }

    /// <summary>The time until it is due.</summary>
    public required TimeSpan After { get; init; }

    /// <summary>Whether the scheduler does not start it, as one that is stopped: its due time stays.</summary>
    public bool Skip { get; init; }
}
