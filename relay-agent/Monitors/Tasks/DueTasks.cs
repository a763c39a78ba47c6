using System.Text.Json;
using Butler.Core.Events;
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
    private bool isChanged;

    /// <summary>Continues with what the file remembers.</summary>
    public DueTasks(TaskMonitorOptions options, IQrs qrs, MonitorFile<DueTasksState> file)
    {
        (this.options, this.qrs, this.file) = (options, qrs, file);
        due = new(file.Value?.Due ?? []);
    }

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
        if (due.TryGetValue(run.TaskId, out var at) && EndedRun.Answers(run.Start, run.Stop, at))
        {
            Forget(run.TaskId);
        }
    }

    /// <summary>Runs go on or wait in a queue: what is due of them is not missed.</summary>
    public void Running(IReadOnlyList<RunningTask> running, DateTimeOffset now)
    {
        foreach (var task in running.Select(run => run.TaskId))
        {
            if (due.TryGetValue(task, out var at) && at <= now)
            {
                Forget(task);
            }
        }
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

    /// <summary>Saves what changed.</summary>
    public void Save()
    {
        if (isChanged)
        {
            file.Save(new DueTasksState { Due = due });
            isChanged = false;
        }
    }
}

/// <summary>What is remembered of due tasks.</summary>
internal sealed record DueTasksState
{
    /// <summary>The due time of each task that is due soon, or was due and has not started, by task id.</summary>
    public required Dictionary<string, DateTimeOffset> Due { get; init; }
}

/// <summary>A task that has not started although it was due.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Due">When it was due.</param>
/// <param name="Late">How long it has been due.</param>
internal sealed record DueTask(string TaskId, DateTimeOffset Due, TimeSpan Late)
{
    /// <summary>
    /// Whether the task, read now, confirms it: it is enabled, still has a schedule, and its last run is from before the due time.
    /// </summary>
    public bool IsConfirmedBy(QrsTask task) =>
        task.Raw.Bool("enabled") == true && task.Info.NextExecution is not null
        && (task.LastResult is not { } last || (IsOver(last) && !EndedRun.Answers(last.Info.Start, last.Info.Stop, Due)));

    private static bool IsOver(QrsExecution last) =>
        last.Info.Status is null or 0 || ExecutionStatus.IsFinal(last.Info.Status);
}
