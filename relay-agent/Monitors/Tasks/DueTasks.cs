using System.Text.Json;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>
/// Notes the due times of tasks shortly before they come, and finds those that no run answered. QRS computes the due times itself
/// (<c>operational.nextExecution</c>), so they are right with every kind of trigger and when clocks change for summer. A task whose trigger
/// is another task has none.
/// </summary>
internal sealed class DueTasks
{
    /// <summary>Within this time of its due time the scheduler may already have moved a task to the next one.</summary>
    private static readonly TimeSpan Close = TimeSpan.FromSeconds(30);

    private readonly TaskMonitorOptions options;
    private readonly IQrs qrs;
    private readonly MonitorFile<DueTasksState> file;
    private readonly Dictionary<string, DateTimeOffset> due;
    private readonly MissedTasks missed;
    private bool isChanged;

    /// <summary>Continues with what the file remembers.</summary>
    public DueTasks(TaskMonitorOptions options, IQrs qrs, MonitorFile<DueTasksState> file)
    {
        (this.options, this.qrs, this.file) = (options, qrs, file);
        due = new(file.Value?.Due ?? []);
        missed = new(file.Value?.Missed ?? []);
    }

    /// <summary>The missed tasks that have started, and whose event was not raised yet.</summary>
    public List<LateStart> Started => missed.Started;

    /// <summary>
    /// Reads what is due before the look after the next one, and forgets what is due no longer: disabled, deleted, moved.
    /// </summary>
    /// <param name="now">The time at QRS.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QrsException">QRS did not answer.</exception>
    public async Task NoteAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var until = now + (options.Every * 2) + Close;
        var next = new Dictionary<string, DateTimeOffset>();
        await qrs.ReadRowsAsync(
            "task/full",
            $"enabled eq true and operational.nextExecution gt {QrsTimeText.Quoted(now)} and "
                + $"operational.nextExecution le {QrsTimeText.Quoted(until)}",
            Take,
            cancellationToken);
        foreach (var (task, at) in due.ToList())
        {
            if (at > now + Close && next.GetValueOrDefault(task) != at)
            {
                Forget(task);
            }
        }

        foreach (var (task, at) in next)
        {
            isChanged |= due.TryAdd(task, at);
        }

        void Take(JsonElement row)
        {
            if (row.Id("id") is { } task && row.Bool("enabled") == true
                && row.Object("operational")?.Time("nextExecution") is { } at && at > now && at <= until)
            {
                next[task] = at;
            }
        }
    }

    /// <summary>A run ended: perhaps it is the one that was due.</summary>
    public void Ended(EndedRun run)
    {
        isChanged |= missed.Saw(run.TaskId, run.Start);
        if (due.TryGetValue(run.TaskId, out var at) && EndedRun.Answers(run.Start, run.Stop, at))
        {
            Forget(run.TaskId);
        }
    }

    /// <summary>Runs go on or wait in a queue: what is due of them is not missed.</summary>
    public void Running(IReadOnlyList<RunningTask> running, DateTimeOffset now)
    {
        foreach (var run in running)
        {
            isChanged |= missed.Saw(run.TaskId, run.Start);
            if (due.TryGetValue(run.TaskId, out var at) && at <= now)
            {
                Forget(run.TaskId);
            }
        }

        isChanged |= missed.ForgetOld(now);
    }

    /// <summary>The clock jumped over a time: nobody knows what Sense did with the due times in it.</summary>
    public void Jumped(DateTimeOffset from, DateTimeOffset to)
    {
        foreach (var (task, at) in due.ToList())
        {
            if (at > from && at <= to)
            {
                Forget(task);
            }
        }
    }

    /// <summary>The tasks that have been due for too long, the oldest first.</summary>
    public List<DueTask> Missed(DateTimeOffset now) =>
    [
        .. due.Where(each => each.Value + options.Missed <= now)
            .OrderBy(each => each.Value)
            .Select(each => new DueTask(each.Key, each.Value, now - each.Value)),
    ];

    /// <summary>What a task was due for is settled.</summary>
    public void Forget(string task) => isChanged |= due.Remove(task);

    /// <summary>The event of a missed task was raised. Its start is awaited from now on.</summary>
    public void Raised(DueTask task)
    {
        missed.Add(task);
        isChanged = true;
        Forget(task.TaskId);
    }

    /// <summary>The event of the start of a missed task was raised.</summary>
    public void Raised(LateStart task) => isChanged |= missed.Remove(task.TaskId);

    /// <summary>Saves what changed.</summary>
    public void Save()
    {
        if (isChanged)
        {
            file.Save(new DueTasksState { Due = due, Missed = missed.State });
            isChanged = false;
        }
    }
}

/// <summary>What is remembered of due tasks.</summary>
internal sealed record DueTasksState
{
    /// <summary>The due time of each task that is due soon, or was due and has not started, by task id.</summary>
    public required Dictionary<string, DateTimeOffset> Due { get; init; }

    /// <summary>The tasks whose start is awaited after they were missed, by task id.</summary>
    public Dictionary<string, MissedTask> Missed { get; init; } = [];
}
