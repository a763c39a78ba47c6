using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>
/// Watches for runs that take far longer than usual, and for tasks that did not start when due. A look sends three requests whatever the
/// number of tasks, and at most three more for events or older runs.
/// </summary>
internal sealed class TaskMonitor(
    TaskMonitorOptions options, IQrs qrs, TaskWatch watch, TaskAlerts alerts, QrsTime clock) : IMonitor
{
    /// <summary>The number of requests for older runs in a look without events.</summary>
    private const int OldPages = 3;

    public string Name => "tasks";

    public TimeSpan Every => options.Every;

    public async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            var running = await RunningTask.ReadAsync(qrs, stopping);
            if (clock.Look() is var (from, to))
            {
                watch.Due?.Jumped(from, to);
            }

            var finds = await FindAsync(running, stopping);
            if (!finds.IsEmpty)
            {
                await alerts.RaiseAsync(finds, watch, stopping);
            }
            else if (watch.Slow is not null)
            {
                await watch.History.ReadOldAsync(OldPages, stopping);
            }
        }
        finally
        {
            // The history last: what it has read is not read again after a restart, so what follows from it must be on disk before.
            watch.Slow?.Save();
            watch.Due?.Save();
            watch.History.Save();
        }
    }

    private async Task<TaskFinds> FindAsync(List<RunningTask> running, CancellationToken stopping)
    {
        var now = clock.Now;
        await watch.History.ReadNewAsync(now, run => watch.Due?.Ended(run), stopping);
        var slow = watch.Slow?.Find(running, now) ?? [];
        if (watch.Due is not { } due)
        {
            return new TaskFinds(slow, [], []);
        }

        await due.NoteAsync(now, stopping);
        due.Running(running, now);
        return new TaskFinds(slow, watch.History.IsReadUntil(now) ? due.Missed(now) : [], due.Started);
    }
}
