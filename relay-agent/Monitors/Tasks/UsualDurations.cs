namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>The usual durations of tasks, from their last successful runs.</summary>
/// <param name="tasks">The durations by task id.</param>
internal sealed class UsualDurations(Dictionary<string, RunDurations> tasks)
{
    /// <summary>The number of runs that are kept of each task.</summary>
    public const int Kept = 20;

    /// <summary>The number of runs from which on a duration is usual.</summary>
    public const int Enough = 5;

    /// <summary>Adds a run that ended after all others of its task.</summary>
    public void AddNew(EndedRun run)
    {
        if (Milliseconds(run) is { } ms)
        {
            var known = tasks.GetValueOrDefault(run.TaskId) ?? new RunDurations(run.Stop, []);
            known.Ms.Add(ms);
            if (known.Ms.Count > Kept)
            {
                known.Ms.RemoveAt(0);
            }

            tasks[run.TaskId] = known with { Last = run.Stop > known.Last ? run.Stop : known.Last };
        }
    }

    /// <summary>Adds a run that ended before all others of its task.</summary>
    public void AddOld(EndedRun run)
    {
        if (Milliseconds(run) is not { } ms)
        {
            return;
        }

        if (!tasks.TryGetValue(run.TaskId, out var known))
        {
            tasks[run.TaskId] = known = new RunDurations(run.Stop, []);
        }

        if (known.Ms.Count < Kept)
        {
            known.Ms.Insert(0, ms);
        }
    }

    /// <summary>The median; null when the task has run too seldom.</summary>
    public TimeSpan? Of(string taskId)
    {
        if (tasks.GetValueOrDefault(taskId) is not { Ms: { Count: >= Enough } all })
        {
            return null;
        }

        var sorted = all.Order().ToList();
        var middle = sorted.Count / 2;
        return TimeSpan.FromMilliseconds(sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + (double)sorted[middle]) / 2);
    }

    /// <summary>Forgets tasks that have not run for a long time: most of them are deleted.</summary>
    public void ForgetBefore(DateTimeOffset oldest)
    {
        foreach (var id in tasks.Where(task => task.Value.Last < oldest).Select(task => task.Key).ToList())
        {
            tasks.Remove(id);
        }
    }

    private static int? Milliseconds(EndedRun run) =>
        run is { Succeeded: true, Duration: { } took } ? (int)Math.Min(took.TotalMilliseconds, int.MaxValue) : null;
}
