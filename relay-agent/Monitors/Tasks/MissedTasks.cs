namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>Remembers the tasks that were missed, and finds the runs that start them at last.</summary>
internal sealed class MissedTasks(Dictionary<string, MissedTask> known)
{
    /// <summary>A task that has not started for so long is awaited no longer: it may have been deleted.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private readonly Dictionary<string, MissedTask> tasks = new(known);

    /// <summary>What is to be saved.</summary>
    public Dictionary<string, MissedTask> State => new(tasks);

    /// <summary>Those that have started, the earliest due time first.</summary>
    public List<LateStart> Started =>
    [
        .. tasks.Where(task => task.Value.Start is not null).OrderBy(task => task.Value.Due)
            .Select(task => new LateStart(task.Key, task.Value.Due, task.Value.Start!.Value)),
    ];

    /// <summary>A task was missed. If it was missed before, the later due time counts.</summary>
    public void Add(DueTask task) => tasks[task.TaskId] = new MissedTask(task.Due, Start: null);

    /// <summary>A run was seen.</summary>
    /// <param name="task">Its task.</param>
    /// <param name="start">Its start; null when it has not started.</param>
    /// <returns>Whether it is the first start of a missed task.</returns>
    public bool Saw(string task, DateTimeOffset? start)
    {
        if (start is not { } at || !tasks.TryGetValue(task, out var missed) || missed.Start is not null
            || !EndedRun.Answers(at, stop: null, missed.Due))
        {
            return false;
        }

        tasks[task] = missed with { Start = at };
        return true;
    }

    /// <summary>The start of a task was told.</summary>
    public bool Remove(string task) => tasks.Remove(task);

    /// <summary>Forgets what was missed too long ago.</summary>
    /// <returns>Whether there was any.</returns>
    public bool ForgetOld(DateTimeOffset now)
    {
        var old = tasks.Where(task => task.Value.Due < now - Longest).Select(task => task.Key).ToList();
        old.ForEach(task => tasks.Remove(task));
        return old.Count > 0;
    }
}

/// <summary>A task that was missed.</summary>
/// <param name="Due">When it was due.</param>
/// <param name="Start">When it started at last; null when it has not.</param>
internal sealed record MissedTask(DateTimeOffset Due, DateTimeOffset? Start);

/// <summary>A task that started after it was missed.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Due">When it was due.</param>
/// <param name="Start">When it started.</param>
internal sealed record LateStart(string TaskId, DateTimeOffset Due, DateTimeOffset Start);
