namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>The monitor of tasks that run slowly or do not start.</summary>
internal sealed record TaskMonitorOptions
{
    /// <summary>From how many times its usual duration on a run is slow, 2 to 100; null: slow runs are not watched.</summary>
    public int? Slow { get; init; }

    /// <summary>How long after its due time a task that has not started is missed; null: missed tasks are not watched.</summary>
    public TimeSpan? Missed { get; init; }

    /// <summary>The interval between two looks. A look sends at most six requests, usually three.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(90);
}
