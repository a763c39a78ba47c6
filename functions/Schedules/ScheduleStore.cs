using Butler.Functions.Configuration;

namespace Butler.Functions.Schedules;

/// <summary>All schedules: those that were created over HTTP, and those in <c>butler.yaml</c>.</summary>
internal sealed class ScheduleStore(ScheduleRows rows, ConfigurationSource configuration)
{
    /// <summary>Finds a schedule; null if there is none with this id.</summary>
    public async Task<Schedule?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var options = await configuration.CurrentAsync(cancellationToken);
        var row = await rows.FindAsync(id, cancellationToken);
        return options.Schedules.FirstOrDefault(each => each.Name == id) is { } configured
            ? Configured(configured, options, row)
            : Created(row);
    }

    /// <summary>All schedules: first those in <c>butler.yaml</c>, then the others in the order of their creation.</summary>
    public async Task<IReadOnlyList<Schedule>> AllAsync(CancellationToken cancellationToken)
    {
        var options = await configuration.CurrentAsync(cancellationToken);
        var found = await rows.AllAsync(cancellationToken);
        return
        [
            .. options.Schedules.Select(each => Configured(each, options, found.GetValueOrDefault(each.Name))),
            .. found.Values.Select(Created).OfType<Schedule>()
                .OrderBy(schedule => schedule.Definition.Created).ThenBy(schedule => schedule.Id, StringComparer.Ordinal),
        ];
    }

    private static Schedule? Created(ScheduleRow? row) => row?.Definition is null ? null : new Schedule
    {
        Id = row.Id,
        Definition = row.Definition,
        IsStarted = row.IsStarted ?? false,
        Row = row,
    };

    /// <summary>A state that was set over HTTP holds until <c>enabled</c> is changed in the file.</summary>
    private static Schedule Configured(ScheduleOptions schedule, ButlerOptions options, ScheduleRow? row) => new()
    {
        Id = schedule.Name,
        IsConfigured = true,
        Definition = ScheduleDefinition.Of(schedule, options),
        IsStarted = row is not null && row.Enabled == schedule.Enabled ? row.IsStarted ?? schedule.Enabled : schedule.Enabled,
        Row = row,
    };
}
