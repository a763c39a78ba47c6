using Butler.Core.Events;

namespace Butler.Functions.Schedules;

/// <summary>The data of <c>sense.task.missed</c> and <c>sense.task.started</c>, as far as the function app knows them.</summary>
internal sealed record MissedTaskData
{
    /// <summary>The schedule's name; the task's name is known in Sense only.</summary>
    public required string TaskName { get; init; }

    /// <summary>The task's id; null when the schedule starts several tasks.</summary>
    public string? TaskId { get; init; }

    /// <summary>Why it was not started; null when it has started.</summary>
    public string? LogMessage { get; init; }

    public required EnrichmentInfo Enrichment { get; init; }

    /// <summary>When it should have started, UTC.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>How long it had been due when this was noticed, in milliseconds; null when it has started.</summary>
    public long? LateMs { get; init; }

    /// <summary>When what has started was due, UTC; null when it was missed.</summary>
    public DateTimeOffset? StartedAt { get; init; }
}
