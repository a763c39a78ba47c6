using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Events;
using Butler.Functions.Alerts;

namespace Butler.Functions.Schedules;

/// <summary>
/// Makes it visible that nothing was started when it was due: an event <c>sense.task.missed</c>, a line in the log, and the row. The
/// event's id is derived from the due time, so a second run raises the same event. The next start that succeeds raises the end of it.
/// </summary>
internal sealed partial class MissedRuns(ScheduleRows rows, IServiceBus bus, TimeProvider time, ILogger<MissedRuns> logger)
{
    /// <summary>The parts of a task event that only the repository knows.</summary>
    private static readonly string[] Unknown = ["task", "app", "owner", "execution", "scriptLog"];

    /// <summary>Records a due time as missed. The event is raised first.</summary>
    /// <returns>False when another writer has changed the row.</returns>
    public async Task<bool> RecordAsync(Schedule schedule, DateTimeOffset due, string reason, CancellationToken cancellationToken)
    {
        var (row, run) = (schedule.Row!, new MissedRun(due, 1, reason));
        await RaiseAsync(schedule, run, cancellationToken);
        var columns = ScheduleRow.Keys(schedule.Id);
        if (!(row.Missed?.Due > due))
        {
            columns.SetMissed(run).SetRaised(due);
        }

        if (!(row.Last?.Due > due))
        {
            columns.SetLast(new ScheduleRun(due, RunOutcomes.Missed, time.GetUtcNow(), reason));
        }

        return columns.Properties.Count == 0 || await rows.TryMergeAsync(columns, row, cancellationToken);
    }

    /// <summary>Raises the event of due times at which nothing was started.</summary>
    public async Task RaiseAsync(Schedule schedule, MissedRun run, CancellationToken cancellationToken)
    {
        await RaiseAsync(
            schedule, EventTypes.TaskMissed, "missed", run.Due,
            data => data with { LogMessage = run.Reason, LateMs = (long)(time.GetUtcNow() - run.Due).TotalMilliseconds },
            cancellationToken);
        Log.Missed(logger, schedule.Definition.Name, schedule.Id, run.Due, run.Runs, run.Reason);
    }

    /// <summary>Raises the event of a start after the event of a missed due time.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="missed">The due time that was missed.</param>
    /// <param name="started">The due time that was started.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task RaiseEndAsync(
        Schedule schedule, DateTimeOffset missed, DateTimeOffset started, CancellationToken cancellationToken)
    {
        await RaiseAsync(
            schedule, EventTypes.TaskStarted, "started", missed, data => data with { StartedAt = started }, cancellationToken);
        Log.Started(logger, schedule.Definition.Name, schedule.Id, missed, started);
    }

    private Task RaiseAsync(
        Schedule schedule, string type, string name, DateTimeOffset due, Func<MissedTaskData, MissedTaskData> add,
        CancellationToken cancellationToken)
    {
        var definition = schedule.Definition;
        var task = definition.Tasks is { TaskIds: [var id], Tags: [], CustomProperties: [] } ? id : null;
        var data = add(new MissedTaskData
        {
            TaskName = definition.Name,
            TaskId = task,
            Enrichment = new EnrichmentInfo { Missing = Unknown },
            DueAt = due,
        });
        return OwnEvents.RaiseAsync(
            bus,
            OwnEvents.Create(
                $"{definition.Site}:{name}:{new ScheduleRunId(schedule.Id, due)}", type, definition.Site,
                task is null ? $"schedule/{Uri.EscapeDataString(schedule.Id)}" : $"task/{task}", time.GetUtcNow(),
                JsonSerializer.SerializeToElement(data, SchedulesJson.Default.MissedTaskData)),
            cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "The schedule {Name} ({Id}) started nothing of what was due at {Due:u} ({Runs} due times in all): {Reason}")]
        public static partial void Missed(ILogger logger, string name, string id, DateTimeOffset due, int runs, string reason);

        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "The schedule {Name} ({Id}), which had missed {Missed:u}, has started what was due at {Due:u}")]
        public static partial void Started(ILogger logger, string name, string id, DateTimeOffset missed, DateTimeOffset due);
    }
}
