namespace Butler.Functions.Schedules;

/// <summary>Leads each run to the starts of its target.</summary>
internal sealed class RunStarts(ScheduleStarts tasks, CloudStarts cloud) : IRunStarts
{
    /// <summary>A start that has begun is continued also when the schedule has got another kind of target meanwhile.</summary>
    public async Task<bool> RepeatAsync(Schedule schedule, ScheduleRunId run, CancellationToken cancellationToken)
    {
        var hasBegun = schedule.Row?.Last?.Due == run.Due;
        var isCloud = schedule.Definition.Cloud is not null;
        return ((isCloud || hasBegun) && await cloud.RepeatAsync(schedule, run, cancellationToken))
            || ((!isCloud || hasBegun) && await tasks.RepeatAsync(schedule, run, cancellationToken));
    }

    public Task<bool> TryStartAsync(Schedule schedule, ScheduleRunId run, DateTimeOffset end, CancellationToken cancellationToken) =>
        schedule.Definition.Cloud is null
            ? tasks.TryStartAsync(schedule, run, end, cancellationToken)
            : cloud.TryStartAsync(schedule, run, end, cancellationToken);
}
