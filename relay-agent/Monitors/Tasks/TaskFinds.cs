namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>What a look found.</summary>
/// <param name="Slow">The slow runs.</param>
/// <param name="Missed">The tasks that seem missed; QRS is asked again about each.</param>
/// <param name="Started">The tasks that started after they were missed.</param>
internal sealed record TaskFinds(IReadOnlyList<SlowRun> Slow, IReadOnlyList<DueTask> Missed, IReadOnlyList<LateStart> Started)
{
    /// <summary>Whether there is nothing to tell.</summary>
    public bool IsEmpty => Slow.Count + Missed.Count + Started.Count == 0;

    /// <summary>All tasks.</summary>
    public IEnumerable<string> TaskIds => Slow.Select(run => run.Running.TaskId)
        .Concat(Missed.Select(task => task.TaskId)).Concat(Started.Select(task => task.TaskId)).Distinct();

    /// <summary>The most urgent ones.</summary>
    public TaskFinds Take(int most)
    {
        var slow = Slow.Take(most).ToList();
        var missed = Missed.Take(most - slow.Count).ToList();
        return new TaskFinds(slow, missed, [.. Started.Take(most - slow.Count - missed.Count)]);
    }
}
