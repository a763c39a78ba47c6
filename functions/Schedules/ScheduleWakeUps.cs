using Butler.Core.Time;
using Butler.Functions.Timers;

namespace Butler.Functions.Schedules;

/// <summary>
/// Puts due times on the queue <c>timers</c>, for their exact second. Service Bus holds only those of the next minutes; the sweep adds the
/// others in time. The wake-ups are sent first, then the row's next due time advances, so a second run repeats them under the same names.
/// </summary>
internal sealed partial class ScheduleWakeUps(
    ScheduleStore store, ScheduleRows rows, MissedRuns missed, DueRows due, QuietLogs trouble, TimeProvider time,
    ILogger<ScheduleWakeUps> logger)
{
    public const string Kind = "schedule";

    /// <summary>Longer than two sweeps.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(3);

    /// <summary>Creates the wake-ups of a schedule that are due soon.</summary>
    public async Task CreateAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        while (IsSoon(schedule) && !await TryCreateAsync(schedule, cancellationToken))
        {
            if (await store.FindAsync(schedule.Id, cancellationToken) is not { } changed)
            {
                return;
            }

            schedule = changed;
        }
    }

    private bool IsSoon(Schedule schedule) => schedule.IsStarted && schedule.Row?.Next <= time.GetUtcNow() + Ahead;

    /// <returns>False when another writer has changed the row.</returns>
    private async Task<bool> TryCreateAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        var (row, now) = (schedule.Row!, time.GetUtcNow());
        if (!ScheduleTimes.TryCreate(schedule.Definition, out var times, out var fault))
        {
            if (trouble.About($"schedule {schedule.Id}").IsDue(out _))
            {
                Log.Faulty(logger, schedule.Definition.Name, schedule.Id, fault);
            }

            return true;
        }

        var columns = ScheduleRow.Keys(schedule.Id);
        var (next, passed) = (row.Next, 0);
        DateTimeOffset? before = null;
        for (var following = times.Next(next); following <= now; following = times.Next(next))
        {
            (before, next, passed) = (next, following, passed + 1);
        }

        if (before is { } last && schedule.Definition.Missed == MissedPolicy.Skip)
        {
            var skipped = new MissedRun(last, passed, "The function app did not run, or could not reach its tables or queues.");
            await missed.RaiseAsync(schedule, skipped, cancellationToken);
            columns.SetMissed(skipped).SetRaised(skipped.Due);
        }

        for (; next <= now + Ahead; next = times.Next(next))
        {
            await due.WakeAtAsync(Kind, new ScheduleRunId(schedule.Id, next).ToString(), next, cancellationToken);
        }

        return await rows.TryMergeAsync(columns.SetNext(next), row, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The schedule {Name} ({Id}) cannot start: {Fault}")]
        public static partial void Faulty(ILogger logger, string name, string id, string fault);
    }
}
