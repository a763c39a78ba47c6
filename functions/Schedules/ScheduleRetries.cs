using Butler.Functions.Timers;

namespace Butler.Functions.Schedules;

/// <summary>
/// Wakes a run again that cannot start now. The times of retries depend on the due time alone, so a second run repeats them.
/// </summary>
internal sealed class ScheduleRetries(DueRows due, TimeProvider time)
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(5);

    /// <summary>Wakes a run at the time of its next retry, or at its end if that is sooner.</summary>
    public Task WakeAsync(ScheduleRunId run, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var late = time.GetUtcNow() - run.Due;
        var pause = late < ScheduleTimes.Patience ? Often : Seldom;
        var next = run.Due + (((late.Ticks / pause.Ticks) + 1) * pause);
        return WakeAtAsync(run, next < end ? next : end, cancellationToken);
    }

    /// <summary>Wakes a run at a time.</summary>
    public Task WakeAtAsync(ScheduleRunId run, DateTimeOffset at, CancellationToken cancellationToken) =>
        due.WakeAtAsync(ScheduleWakeUps.Kind, run.ToString(), at, cancellationToken);
}
