using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Events;
using Butler.Functions.Alerts;

namespace Butler.Functions.Schedules;

/// <summary>
/// Makes it visible that nothing was started when it was due: an event <c>sense.task.missed</c>, a line in the log, and the row. The
/// event's id is derived from the due time, so a second run raises the same event.
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
            columns.SetMissed(run);
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
        var (definition, now) = (schedule.Definition, time.GetUtcNow());
        var task = definition.Tasks is { TaskIds: [var id], Tags: [], CustomProperties: [] } ? id : null;
        var data = new MissedTaskData
        {
            TaskName = definition.Name,
            TaskId = task,
            LogMessage = run.Reason,
            Enrichment = new EnrichmentInfo { Missing = Unknown },
            DueAt = run.Due,
            LateMs = (long)(now - run.Due).TotalMilliseconds,
        };
        await OwnEvents.RaiseAsync(
            bus,
            OwnEvents.Create(
                $"{definition.Site}:missed:{new ScheduleRunId(schedule.Id, run.Due)}", EventTypes.TaskMissed, definition.Site,
                task is null ? $"schedule/{Uri.EscapeDataString(schedule.Id)}" : $"task/{task}", now,
                JsonSerializer.SerializeToElement(data, SchedulesJson.Default.MissedTaskData)),
            cancellationToken);
        Log.Missed(logger, definition.Name, schedule.Id, run.Due, run.Runs, run.Reason);
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "The schedule {Name} ({Id}) started nothing of what was due at {Due:u} ({Runs} due times in all): {Reason}")]
        public static partial void Missed(ILogger logger, string name, string id, DateTimeOffset due, int runs, string reason);
    }
}

/// <summary>The data of <c>sense.task.missed</c>, as far as the function app knows it.</summary>
internal sealed record MissedTaskData
{
    /// <summary>The schedule's name; the task's name is known in Sense only.</summary>
    public required string TaskName { get; init; }

    /// <summary>The task's id; null when the schedule starts several tasks.</summary>
    public string? TaskId { get; init; }

    /// <summary>Why it was not started.</summary>
    public required string LogMessage { get; init; }

    public required EnrichmentInfo Enrichment { get; init; }

    /// <summary>When it should have started, UTC.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>How long it had been due when this was noticed, in milliseconds.</summary>
    public required long LateMs { get; init; }
}
