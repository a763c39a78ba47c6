using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>Finds runs that go on for several times their usual duration, each once.</summary>
internal sealed class SlowRuns
{
    /// <summary>A run is slow at the earliest this long after its usual end: a few seconds more are no news for a short task.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    private readonly int times;
    private readonly RunHistory history;
    private readonly MonitorFile<SlowRunsState> file;
    private readonly HashSet<string> raised;
    private bool isChanged;

    /// <summary>Continues with what the file remembers.</summary>
    /// <param name="times">From how many times its usual duration on a run is slow.</param>
    /// <param name="history">The usual durations.</param>
    /// <param name="file">The runs whose event was raised.</param>
    public SlowRuns(int times, RunHistory history, MonitorFile<SlowRunsState> file)
    {
        (this.times, this.history, this.file) = (times, history, file);
        raised = [.. file.Value?.Raised ?? []];
    }

    /// <summary>Finds the slow runs whose event was not raised yet.</summary>
    /// <param name="running">All runs that go on.</param>
    /// <param name="now">The time at QRS.</param>
    public List<SlowRun> Find(IReadOnlyList<RunningTask> running, DateTimeOffset now)
    {
        isChanged |= raised.RemoveWhere(id => !running.Any(run => run.ExecutionId == id)) > 0;
        return [.. running.Where(run => !raised.Contains(run.ExecutionId)).Select(run => Judge(run, now)).OfType<SlowRun>()];
    }

    /// <summary>The event of a run was raised.</summary>
    public void Raised(SlowRun run) => isChanged |= raised.Add(run.Running.ExecutionId);

    /// <summary>Saves what changed.</summary>
    public void Save()
    {
        if (isChanged)
        {
            file.Save(new SlowRunsState { Raised = [.. raised] });
            isChanged = false;
        }
    }

    private SlowRun? Judge(RunningTask running, DateTimeOffset now)
    {
        if (running.Start is not { } start || history.Usual(running.TaskId) is not { } usual)
        {
            return null;
        }

        var limit = usual * times > usual + Grace ? usual * times : usual + Grace;
        return now - start > limit ? new SlowRun(running, start, now - start, usual, times) : null;
    }
}

/// <summary>What is remembered of slow runs.</summary>
internal sealed record SlowRunsState
{
    /// <summary>The execution ids of the runs that go on and whose event was raised.</summary>
    public required List<string> Raised { get; init; }
}

/// <summary>A run that takes longer than usual.</summary>
/// <param name="Running">The run.</param>
/// <param name="Start">Its start.</param>
/// <param name="Lasts">How long it has run.</param>
/// <param name="Usual">How long it usually runs.</param>
/// <param name="Times">From how many times the usual duration on it is slow.</param>
internal sealed record SlowRun(RunningTask Running, DateTimeOffset Start, TimeSpan Lasts, TimeSpan Usual, int Times);
