namespace Butler.Functions.Schedules;

/// <summary>A schedule with its state.</summary>
internal sealed record Schedule
{
    /// <summary>The id: a GUID, or the name of a schedule in <c>butler.yaml</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Whether it stands in <c>butler.yaml</c>.</summary>
    public bool IsConfigured { get; init; }

    public required ScheduleDefinition Definition { get; init; }

    public required bool IsStarted { get; init; }

    /// <summary>The row; null for a schedule in <c>butler.yaml</c> that no sweep has met yet.</summary>
    public ScheduleRow? Row { get; init; }

    /// <summary>Whether a due time is to be started: the schedule is started, was so before, and still has this due time.</summary>
    public bool Expects(DateTimeOffset due) =>
        IsStarted && due > Row?.Since && ScheduleTimes.TryCreate(Definition, out var times, out _) && times.IsDue(due);
}
