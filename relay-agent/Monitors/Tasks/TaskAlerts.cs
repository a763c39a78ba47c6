using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>Raises the events about slow runs, missed tasks and their late starts, with task, app and owner.</summary>
internal sealed partial class TaskAlerts(TaskFacts facts, MonitorEvents events, ILogger<TaskAlerts> logger)
{
    /// <summary>The maximum size of the data, so that the event fits into a record of the journal.</summary>
    private const int MaxBytes = 60_000;

    /// <summary>
    /// Raises the events, the most urgent first: at most as many as one request can ask about. What was raised, and what QRS does not
    /// confirm, is noted.
    /// </summary>
    /// <param name="finds">What was found.</param>
    /// <param name="watch">Where it is noted.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QrsException">QRS did not answer for the tasks; nothing was raised.</exception>
    /// <exception cref="MonitorException">The journal did not accept an event; those before it were raised.</exception>
    public async Task RaiseAsync(TaskFinds finds, TaskWatch watch, CancellationToken cancellationToken)
    {
        finds = finds.Take(TaskFacts.Most);
        var tasks = await facts.TasksAsync([.. finds.TaskIds], cancellationToken);
        foreach (var other in finds.Missed.Where(each => !IsConfirmed(each)).ToList())
        {
            watch.Due?.Forget(other.TaskId);
        }

        finds = finds with { Missed = [.. finds.Missed.Where(IsConfirmed)] };
        var about = await AboutAsync([.. finds.TaskIds.Select(id => tasks.GetValueOrDefault(id)).OfType<QrsTask>()], cancellationToken);
        foreach (var run in finds.Slow)
        {
            await RaiseAsync(run, tasks.GetValueOrDefault(run.Running.TaskId), about);
            watch.Slow?.Raised(run);
        }

        foreach (var task in finds.Missed)
        {
            await RaiseAsync(task, tasks[task.TaskId], about);
            watch.Due?.Raised(task);
        }

        foreach (var task in finds.Started)
        {
            await RaiseAsync(task, tasks.GetValueOrDefault(task.TaskId), about);
            watch.Due?.Raised(task);
        }

        bool IsConfirmed(DueTask missed) => tasks.GetValueOrDefault(missed.TaskId) is { } task && missed.IsConfirmedBy(task);
    }

    private async Task<TaskSurroundings> AboutAsync(IReadOnlyList<QrsTask> tasks, CancellationToken cancellationToken)
    {
        var apps = await facts.AppsAsync([.. tasks.Select(task => task.AppId).OfType<string>().Distinct()], cancellationToken);
        var addresses = await facts.AddressesAsync(
            [.. apps.Values.Select(app => app.Owner?.Id).OfType<string>().Distinct()], cancellationToken);
        return new TaskSurroundings(apps, addresses);
    }

    private async Task RaiseAsync(SlowRun slow, QrsTask? task, TaskSurroundings about)
    {
        var run = slow.Running;
        var data = about.Describe(run.TaskId, task) with
        {
            Host = run.Result.Info.Node,
            TaskName = task?.Info.Name ?? run.TaskName,
            ExecutionId = run.ExecutionId,
            Execution = run.Result.Info with { DurationMs = null, Details = null },
        };
        await RaiseAsync(EventTypes.TaskSlow, $"slow:{run.ExecutionId}", data, new JsonObject
        {
            ["startedAt"] = Text(slow.Start),
            ["runningMs"] = (long)slow.Lasts.TotalMilliseconds,
            ["usualMs"] = (long)slow.Usual.TotalMilliseconds,
            ["times"] = slow.Times,
        });
        Log.Slow(logger, data.TaskName, run.ExecutionId, slow.Lasts, slow.Usual);
    }

    private async Task RaiseAsync(DueTask missed, QrsTask task, TaskSurroundings about)
    {
        await RaiseAsync(
            EventTypes.TaskMissed, $"missed:{missed.TaskId}:{Compact(missed.Due)}", about.Describe(missed.TaskId, task), new JsonObject
            {
                ["dueAt"] = Text(missed.Due),
                ["lateMs"] = (long)missed.Late.TotalMilliseconds,
            });
        Log.Missed(logger, task.Info.Name, missed.Due, missed.Late);
    }

    private async Task RaiseAsync(LateStart started, QrsTask? task, TaskSurroundings about)
    {
        await RaiseAsync(
            EventTypes.TaskStarted, $"started:{started.TaskId}:{Compact(started.Due)}", about.Describe(started.TaskId, task), new JsonObject
            {
                ["dueAt"] = Text(started.Due),
                ["startedAt"] = Text(started.Start),
            });
        Log.Started(logger, task?.Info.Name ?? started.TaskId, started.Due, started.Start);
    }

    private Task RaiseAsync(string type, string id, TaskEventData data, JsonObject more)
    {
        var subject = $"task/{data.TaskId}";
        var fitted = EventFit.Fit(
            new CloudEvent { Id = id, Source = "/sense", Type = type, Time = default, Subject = subject }, data, MaxBytes);
        var all = JsonObject.Create(fitted.Event.Data!.Value)!;
        foreach (var (name, value) in more)
        {
            all[name] = value?.DeepClone();
        }

        return events.RaiseAsync(type, id, subject, all, data.Host);
    }

    private static string Compact(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Execution {Execution} of task {Task} runs for {Lasts}, usually for {Usual}")]
        public static partial void Slow(ILogger logger, string? task, string execution, TimeSpan lasts, TimeSpan usual);

        [LoggerMessage(2, LogLevel.Information, "Task {Task} was due at {Due:u} and has not started for {Late}")]
        public static partial void Missed(ILogger logger, string? task, DateTimeOffset due, TimeSpan late);

        [LoggerMessage(3, LogLevel.Information, "Task {Task} was due at {Due:u}, and started at {Start:u}")]
        public static partial void Started(ILogger logger, string task, DateTimeOffset due, DateTimeOffset start);
    }
}
