using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Alerts;

namespace Butler.Functions.Operating.Digests;

/// <summary>Finds the slowest tasks of a day: each task's slowest run, and what the monitor of tasks said about it.</summary>
internal sealed class DigestTasks
{
    private readonly Dictionary<string, Slow> tasks = [];

    /// <summary>Adds the row of a run that ended, or of a run that is slow.</summary>
    /// <param name="row">The row of <c>Events</c>.</param>
    /// <param name="type">The event's type.</param>
    /// <param name="task">The task's id, or else its name.</param>
    /// <param name="when">The time of the event.</param>
    public void Add(TableRow row, string type, string task, DateTimeOffset when)
    {
        var isSlow = type == EventTypes.TaskSlow;
        if (row.Number(isSlow ? "RunningMs" : "DurationMs") is not { } ms)
        {
            return;
        }

        var known = tasks.GetValueOrDefault(task) ?? new Slow(null, 0, null, default);
        var run = known.Run is { } longest && longest.DurationMs >= ms ? longest : new DigestRun
        {
            Task = row.Text("Task") ?? row.Text("TaskId") ?? type,
            App = row.Text("App"),
            Type = type,
            Time = when,
            DurationMs = ms,
            Running = isSlow,
        };
        var isNewest = isSlow && when >= known.UsualTime;
        tasks[task] = new Slow(
            run, known.Runs + (isSlow ? 1 : 0), isNewest ? row.Number("UsualMs") : known.UsualMs, isNewest ? when : known.UsualTime);
    }

    /// <summary>The slowest tasks, the slowest first.</summary>
    public IReadOnlyList<DigestRun> Slowest(int most) =>
    [
        .. tasks.Values.OrderByDescending(task => task.Run!.DurationMs).ThenBy(task => task.Run!.Task, StringComparer.Ordinal).Take(most)
            .Select(task => task.Run! with
            {
                UsualMs = task.UsualMs,
                Times = task.UsualMs is > 0 and var usual ? Math.Round(task.Run!.DurationMs / (double)usual, 1) : null,
                SlowRuns = task.Runs,
            }),
    ];

    /// <summary>A task: its slowest run, the number of its slow runs, and its usual duration as last said.</summary>
    private sealed record Slow(DigestRun? Run, int Runs, long? UsualMs, DateTimeOffset UsualTime);
}
