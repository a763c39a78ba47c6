using System.Globalization;
using Butler.Core.Commands;

namespace Butler.Functions.Schedules;

/// <summary>A schedule in an answer. The first members are Butler's.</summary>
internal sealed record ScheduleAnswer
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string CronSchedule { get; init; }

    public required string Timezone { get; init; }

    /// <summary>The task; absent when several are selected.</summary>
    public string? QlikSenseTaskId { get; init; }

    public required string StartupState { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>When it was created; absent in <c>butler.yaml</c>.</summary>
    public string? Created { get; init; }

    public required string LastKnownState { get; init; }

    /// <summary><c>api</c> or <c>configuration</c>.</summary>
    public required string Source { get; init; }

    public required string Site { get; init; }

    public required string Missed { get; init; }

    public IReadOnlyList<string>? TaskIds { get; init; }

    public IReadOnlyList<string>? TaskTags { get; init; }

    public IReadOnlyList<CustomPropertyValue>? TaskCustomProperties { get; init; }

    /// <summary>What is started in Qlik Cloud, in place of tasks; absent when tasks are started.</summary>
    public ScheduledCloud? Cloud { get; init; }

    public string? Comment { get; init; }

    /// <summary>The next due time, UTC; absent when the schedule is stopped.</summary>
    public string? NextRun { get; init; }

    public ScheduleRunAnswer? LastRun { get; init; }

    public MissedRunAnswer? LastMissed { get; init; }

    /// <summary>Why it cannot start anything; absent when it can.</summary>
    public string? Fault { get; init; }

    /// <param name="schedule">The schedule.</param>
    /// <param name="now">The time, UTC.</param>
    public static ScheduleAnswer Of(Schedule schedule, DateTimeOffset now)
    {
        var (definition, tasks) = (schedule.Definition, schedule.Definition.Tasks);
        var task = tasks is { TaskIds: [var only], Tags: [], CustomProperties: [] } ? only : null;
        var next = ScheduleTimes.TryCreate(definition, out var times, out var fault) && schedule.IsStarted
            ? times.Next(now)
            : DateTimeOffset.MaxValue;
        return new ScheduleAnswer
        {
            Id = schedule.Id,
            Name = definition.Name,
            CronSchedule = definition.Cron,
            Timezone = definition.TimeZone,
            QlikSenseTaskId = task,
            StartupState = definition.StartupState,
            Tags = definition.Tags,
            Created = definition.Created is { } created ? Text(created, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'") : null,
            LastKnownState = ScheduleState.Text(schedule.IsStarted),
            Source = schedule.IsConfigured ? "configuration" : "api",
            Site = definition.Site,
            Missed = definition.Missed,
            TaskIds = task is null && tasks.TaskIds.Count > 0 ? tasks.TaskIds : null,
            TaskTags = tasks.Tags.Count > 0 ? tasks.Tags : null,
            TaskCustomProperties = tasks.CustomProperties.Count > 0 ? tasks.CustomProperties : null,
            Cloud = definition.Cloud is { } cloud
                ? new ScheduledCloud(cloud.Tenant, cloud.App, cloud.App is null ? null : cloud.Partial, cloud.Automation)
                : null,
            Comment = definition.Comment,
            NextRun = next == DateTimeOffset.MaxValue ? null : Text(next),
            LastRun = schedule.Row?.Last is { } last
                ? new ScheduleRunAnswer(
                    Text(last.Due), last.Outcome, Text(last.Time),
                    definition.Cloud is null ? new ScheduleRunId(schedule.Id, last.Due).ToString() : null, last.Detail)
                : null,
            LastMissed = schedule.Row?.Missed is { } missed ? new MissedRunAnswer(Text(missed.Due), missed.Runs, missed.Reason) : null,
            Fault = fault,
        };
    }

    private static string Text(DateTimeOffset time, string format = "yyyy-MM-dd'T'HH:mm:ss'Z'") =>
        time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}

/// <param name="Due">When it was due, UTC.</param>
/// <param name="Outcome">One of <see cref="RunOutcomes"/>.</param>
/// <param name="Time">When this was recorded, UTC.</param>
/// <param name="CommandId">The id of the command; without one, none was sent. Null for a start in Qlik Cloud, which needs none.</param>
/// <param name="Detail">The reason; absent if there is nothing to say.</param>
internal sealed record ScheduleRunAnswer(string Due, string Outcome, string Time, string? CommandId, string? Detail);

/// <param name="Due">The last due time that was missed, UTC.</param>
/// <param name="Runs">How many were missed together.</param>
/// <param name="Reason">Why.</param>
internal sealed record MissedRunAnswer(string Due, int Runs, string Reason);

/// <param name="Tenant">The tenant.</param>
/// <param name="App">The app that is reloaded; null for an automation.</param>
/// <param name="Partial">Whether the reload is a partial one; null for an automation.</param>
/// <param name="Automation">The automation's id or name; null for an app.</param>
internal sealed record ScheduledCloud(string Tenant, string? App, bool? Partial, string? Automation);
