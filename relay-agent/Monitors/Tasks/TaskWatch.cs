namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>What the monitor of tasks remembers.</summary>
/// <param name="History">The runs that ended.</param>
/// <param name="Slow">The slow runs; null when they are not watched.</param>
/// <param name="Due">The tasks that are due; null when they are not watched.</param>
internal sealed record TaskWatch(RunHistory History, SlowRuns? Slow, DueTasks? Due);
