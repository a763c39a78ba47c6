namespace Butler.Functions.Schedules;

/// <summary>Creates and changes schedules. Those in <c>butler.yaml</c> are changed there.</summary>
internal sealed class ScheduleEditor(ScheduleStore store, ScheduleRows rows, ScheduleStates states, ScheduleWakeUps wakeUps)
{
    /// <summary>Creates a schedule. If the process stops before its wake-ups are created, the sweep creates them.</summary>
    /// <returns>Null when there is a schedule with this id.</returns>
    public async Task<Schedule?> CreateAsync(Guid id, ScheduleDefinition definition, CancellationToken cancellationToken)
    {
        var row = ScheduleRow.Keys(id.ToString()).SetDefinition(definition).SetState(ScheduleState.IsStarted(definition.StartupState));
        if (await rows.AddAsync(states.Times(row, definition), cancellationToken) is not { } added)
        {
            return null;
        }

        var schedule = new Schedule
        {
            Id = added.Id,
            Definition = definition,
            IsStarted = ScheduleState.IsStarted(definition.StartupState),
            Row = added,
        };
        await wakeUps.CreateAsync(schedule, cancellationToken);
        return schedule;
    }

    /// <summary>
    /// Changes a schedule. Other due times count from now on; a change of anything else leaves the next due time as it is.
    /// </summary>
    /// <param name="id">The id.</param>
    /// <param name="change">Gives the new definition; it is repeated when another writer has changed the schedule.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The schedule; null if there is none with this id.</returns>
    public async Task<Schedule?> ChangeAsync(
        string id, Func<Schedule, ScheduleDefinition> change, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(id, cancellationToken) is { } found)
        {
            var definition = change(found);
            var columns = ScheduleRow.Keys(id).SetDefinition(definition);
            if (definition.Cron != found.Definition.Cron || definition.TimeZone != found.Definition.TimeZone)
            {
                columns = states.Times(columns, definition);
            }

            if (await rows.TryMergeAsync(columns, found.Row!, cancellationToken)
                && await store.FindAsync(id, cancellationToken) is { } changed)
            {
                await wakeUps.CreateAsync(changed, cancellationToken);
                return changed;
            }
        }

        return null;
    }
}
