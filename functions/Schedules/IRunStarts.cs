namespace Butler.Functions.Schedules;

/// <summary>Starts what a schedule names: tasks of Sense, or something in Qlik Cloud.</summary>
internal interface IRunStarts
{
    /// <summary>Continues a start that has begun, unless it has ended.</summary>
    /// <returns>False when none has begun, or nothing was started by it and it may begin anew.</returns>
    Task<bool> RepeatAsync(Schedule schedule, ScheduleRunId run, CancellationToken cancellationToken);

    /// <summary>Starts, or retries later when that is not possible now.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="run">The due time.</param>
    /// <param name="end">When the due time is given up.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when another writer was first, so that the caller decides again.</returns>
    Task<bool> TryStartAsync(Schedule schedule, ScheduleRunId run, DateTimeOffset end, CancellationToken cancellationToken);
}
