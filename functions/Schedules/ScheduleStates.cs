using Butler.Core.Azure.Tables;

namespace Butler.Functions.Schedules;

/// <summary>Starts and stops schedules. A due time counts only after the start, and not after the stop.</summary>
internal sealed class ScheduleStates(ScheduleStore store, ScheduleRows rows, ScheduleWakeUps wakeUps, TimeProvider time)
{
    /// <summary>Starts or stops a schedule. Nothing changes if it has this state.</summary>
    /// <returns>The schedule; null if there is none with this id.</returns>
    public async Task<Schedule?> SetAsync(string id, bool isStarted, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(id, cancellationToken) is { } found)
        {
            var schedule = await RefreshAsync(found, cancellationToken);
            if (schedule.IsStarted != isStarted)
            {
                var columns = Times(ScheduleRow.Keys(id), schedule.Definition).SetState(isStarted);
                if (!await rows.TryMergeAsync(columns, schedule.Row!, cancellationToken))
                {
                    continue;
                }

                schedule = await store.FindAsync(id, cancellationToken);
            }

            if (schedule is not null)
            {
                await wakeUps.CreateAsync(schedule, cancellationToken);
            }

            return schedule;
        }

        return null;
    }

    /// <summary>Takes over what has changed in <c>butler.yaml</c> since the row was written: only due times from now on count.</summary>
    /// <returns>The schedule with its row.</returns>
    public async Task<Schedule> RefreshAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        while (schedule.IsConfigured && schedule.Row?.Fingerprint != ScheduleRow.FingerprintOf(schedule.Definition))
        {
            var columns = Times(ScheduleRow.Keys(schedule.Id), schedule.Definition).SetConfigured(schedule.Definition);
            if (schedule.Row is null)
            {
                await rows.AddAsync(columns, cancellationToken);
            }
            else
            {
                var isSame = schedule.Row.Enabled == ScheduleState.IsStarted(schedule.Definition.StartupState);
                await rows.TryMergeAsync(
                    isSame ? columns : columns.SetState(null), schedule.Row, cancellationToken);
            }

            schedule = schedule with { Row = await rows.FindAsync(schedule.Id, cancellationToken) };
            schedule = await store.FindAsync(schedule.Id, cancellationToken) ?? schedule with { IsConfigured = false };
        }

        return schedule;
    }

    /// <summary>Sets the times from now on.</summary>
    public TableRow Times(TableRow columns, ScheduleDefinition definition)
    {
        var now = time.GetUtcNow();
        return columns.SetTimes(
            now, ScheduleTimes.TryCreate(definition, out var times, out _) ? times.Next(now) : DateTimeOffset.MaxValue);
    }
}
