namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>What is remembered of ended runs.</summary>
internal sealed record RunHistoryState
{
    /// <summary>The beginning of the period that is to be read.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The beginning of the period that was read; it moves back to <see cref="Since"/>.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The end of the period that was read.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The latest results by their ids, with their ends: the end of a period is read twice.</summary>
    public required Dictionary<string, DateTimeOffset> Recent { get; init; }

    /// <summary>By task id.</summary>
    public required Dictionary<string, RunDurations> Tasks { get; init; }
}

/// <summary>The durations of a task's last successful runs.</summary>
/// <param name="Last">The end of the last one.</param>
/// <param name="Ms">The durations in milliseconds, in the order in which the runs ended.</param>
internal sealed record RunDurations(DateTimeOffset Last, List<int> Ms);
