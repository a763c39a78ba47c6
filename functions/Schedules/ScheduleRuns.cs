using Butler.Functions.Queues;
using Butler.Functions.Timers;

namespace Butler.Functions.Schedules;

/// <summary>
/// Handles a due time: reads the schedule again, and starts what it names, unless the schedule was stopped or changed meanwhile, the due
/// time is over, or its start has begun already.
/// </summary>
internal sealed partial class ScheduleRuns(
    ScheduleStore store, ScheduleRows rows, RunStarts starts, MissedRuns missed, TimeProvider time, ILogger<ScheduleRuns> logger)
    : IDueHandler
{
    string IDueHandler.Kind => ScheduleWakeUps.Kind;

    public async Task DueAsync(TimerMessage timer, CancellationToken cancellationToken)
    {
        if (!ScheduleRunId.TryParse(timer.Id, out var run))
        {
            throw new RefusedMessageException($"\"{timer.Id}\" does not name a schedule and its due time");
        }

        while (!await TryAsync(run, cancellationToken))
        {
            // Another writer has changed the row: decide again.
        }
    }

    /// <returns>False when another writer has changed the row.</returns>
    private async Task<bool> TryAsync(ScheduleRunId run, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(run.Schedule, cancellationToken) is not { Row: { } row } schedule)
        {
            Log.Gone(logger, run.Schedule, run.Due);
            return true;
        }

        var known = row.Last?.Due == run.Due ? row.Last : null;
        if (known is { IsFinal: true } || row.Missed?.Due == run.Due
            || await starts.RepeatAsync(schedule, run, cancellationToken))
        {
            return true;
        }

        if (!schedule.Expects(run.Due))
        {
            Log.NotExpected(logger, schedule.Definition.Name, schedule.Id, run.Due);
            return known is null || await CancelAsync(row, run.Due, cancellationToken);
        }

        _ = ScheduleTimes.TryCreate(schedule.Definition, out var times, out _);
        var end = times!.End(run.Due, schedule.Definition.Missed);
        return time.GetUtcNow() >= end
            ? await missed.RecordAsync(
                schedule, run.Due, known?.Detail ?? "The function app could not send the command in time.", cancellationToken)
            : await starts.TryStartAsync(schedule, run, end, cancellationToken);
    }

    private Task<bool> CancelAsync(ScheduleRow row, DateTimeOffset due, CancellationToken cancellationToken) => rows.TryMergeAsync(
        ScheduleRow.Keys(row.Id).SetLast(new ScheduleRun(
            due, RunOutcomes.Canceled, time.GetUtcNow(), "The schedule was stopped or changed before the command was sent.")),
        row,
        cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The schedule {Id} was due at {Due:u}, but has been deleted")]
        public static partial void Gone(ILogger logger, string id, DateTimeOffset due);

        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "The schedule {Name} ({Id}) does not start what was due at {Due:u}: it was stopped or changed")]
        public static partial void NotExpected(ILogger logger, string name, string id, DateTimeOffset due);
    }
}
