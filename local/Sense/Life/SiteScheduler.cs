using System.Collections.Concurrent;
using System.Net.Sockets;
using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Life;

/// <summary>
/// Runs tasks like Sense's scheduler: an execution begins, its end is reported by datagram, and a moment later its result is final.
/// </summary>
internal sealed partial class SiteScheduler(
    SenseSite site, SenseBehaviour behaviour, LogAppender appender, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Guid, Task> underWay = new();

    // The code that removes an execution ends it: its run time, a stop, or a request.
    private readonly ConcurrentDictionary<Guid, byte> running = new();

    /// <summary>Adds an execution that has just ended, with the task's usual duration.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="scriptLog">The exact script log; null for the engine's own.</param>
    /// <param name="runningFor">How long it has run; null: the usual duration.</param>
    /// <returns>Null when the task does not exist.</returns>
    public Execution? Run(Guid taskId, RunOutcome outcome, byte[]? scriptLog = null, TimeSpan? runningFor = null)
    {
        if (site.Task(taskId) is not { } task)
        {
            return null;
        }

        var execution = ExecutionStory.Begun(site, task, time.GetUtcNow() - (runningFor ?? task.Takes));
        site.Put(execution);
        running.TryAdd(execution.Id, 0);
        if (outcome == RunOutcome.Unfinished)
        {
            if (task.Type == TaskType.Distribute)
            {
                Report(execution, outcome);
            }
        }
        else
        {
            Finish(execution.Id, outcome, scriptLog);
        }

        return execution;
    }

    /// <summary>Starts a task, which runs for its usual duration; a running one continues.</summary>
    /// <returns>Null when the task does not exist.</returns>
    public Execution? Start(Guid taskId)
    {
        if (site.Task(taskId) is not { } task)
        {
            return null;
        }

        if (site.LastOf(taskId) is { IsFinal: false } already)
        {
            return already;
        }

        var execution = ExecutionStory.Begun(site, task, time.GetUtcNow());
        site.Put(execution);
        running.TryAdd(execution.Id, 0);
        if (task.EndsIn != RunOutcome.Unfinished)
        {
            Later(behaviour.RunTime, () => Finish(execution.Id, task.EndsIn));
        }

        return execution;
    }

    /// <summary>Makes a task due once. It starts then, unless it is disabled or its start is skipped.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="after">The time until it is due.</param>
    /// <param name="skip">Whether the start is skipped, as by a stopped scheduler: the due time stays.</param>
    /// <returns>False when the task does not exist.</returns>
    public bool Due(Guid taskId, TimeSpan after, bool skip)
    {
        if (site.Task(taskId) is not { } task)
        {
            return false;
        }

        var due = time.GetUtcNow() + after;
        site.Put(task with { DueAt = due });
        if (!skip)
        {
            Later(after, StartIfDue);
        }

        return true;

        void StartIfDue()
        {
            if (site.Task(taskId) is { Enabled: true } now && now.DueAt == due)
            {
                site.Put(now with { DueAt = null });
                Start(taskId);
            }
        }
    }

    /// <summary>Aborts the running execution of a task.</summary>
    public void Stop(Guid taskId)
    {
        if (site.LastOf(taskId) is { IsFinal: false } execution)
        {
            Finish(execution.Id, RunOutcome.Aborted);
        }
    }

    /// <summary>Ends an execution.</summary>
    /// <returns>False when the execution is not running.</returns>
    public bool Finish(Guid executionId, RunOutcome outcome, byte[]? scriptLog = null)
    {
        if (!running.TryRemove(executionId, out _) || site.Execution(executionId) is not { } execution)
        {
            return false;
        }

        var stop = time.GetUtcNow();
        if (behaviour.SettleTime <= TimeSpan.Zero)
        {
            Settle(execution, outcome, stop, scriptLog);
            Report(execution, outcome);
        }
        else
        {
            Later(behaviour.SettleTime, () => Settle(execution, outcome, stop, scriptLog));
            Report(execution, outcome);
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(underWay.Values);
        stopping.Dispose();
    }

    private void Settle(Execution execution, RunOutcome outcome, DateTimeOffset stop, byte[]? scriptLog)
    {
        site.Put(ExecutionStory.Ended(execution, site, outcome, stop, scriptLog));
        if (outcome == RunOutcome.Succeeded && site.Task(execution.TaskId) is { Type: TaskType.Reload, AppId: { } id }
            && site.App(id) is { } app)
        {
            site.Put(app with { LastReload = stop });
        }
    }

    private void Report(Execution execution, RunOutcome outcome)
    {
        try
        {
            appender.Report(site, execution, outcome);
        }
        catch (SocketException fault)
        {
            Log.NotReported(logger, execution.Id, fault);
        }
    }

    private void Later(TimeSpan delay, Action action)
    {
        var key = Guid.NewGuid();
        var task = WaitAsync();
        underWay[key] = task;
        task.ContinueWith(
            _ => underWay.TryRemove(key, out Task? _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        async Task WaitAsync()
        {
            try
            {
                await Task.Delay(delay, time, stopping.Token);
            }
            catch (OperationCanceledException)
            {
                // The site stops, together with its running executions.
                return;
            }

            action();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The end of execution {Execution} could not be reported")]
        public static partial void NotReported(ILogger logger, Guid execution, Exception fault);
    }
}
