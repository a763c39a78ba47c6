using Butler.Core.Commands;
using Butler.Functions.Configuration;

namespace Butler.Functions.Schedules;

/// <summary>What a schedule starts, and when. Those that are created over HTTP are stored in this form.</summary>
internal sealed record ScheduleDefinition
{
    public required string Name { get; init; }

    /// <summary>The cron text.</summary>
    public required string Cron { get; init; }

    /// <summary>The time zone's IANA or Windows name.</summary>
    public required string TimeZone { get; init; }

    public required StartTaskArguments Tasks { get; init; }

    /// <summary>What is started in Qlik Cloud, in place of tasks; null: tasks are started.</summary>
    public CloudTarget? Cloud { get; init; }

    public required string Site { get; init; }

    /// <summary>One of <see cref="MissedPolicy"/>.</summary>
    public required string Missed { get; init; }

    /// <summary>Whether it was started when it was created, in Butler's words: start, started, stop or stopped.</summary>
    public required string StartupState { get; init; }

    /// <summary>Labels, which have no effect.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? Comment { get; init; }

    /// <summary>When it was created, UTC; null in <c>butler.yaml</c>.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The definition of a schedule in <c>butler.yaml</c>.</summary>
    public static ScheduleDefinition Of(ScheduleOptions schedule, ButlerOptions options) => new()
    {
        Name = schedule.Name,
        Cron = schedule.Cron,
        TimeZone = schedule.TimeZone ?? options.Site(schedule.Site).TimeZone.Id,
        Tasks = schedule.Tasks,
        Cloud = schedule.Cloud,
        Site = schedule.Site ?? options.DefaultSite,
        Missed = schedule.Missed,
        StartupState = ScheduleState.Text(schedule.Enabled),
        Comment = schedule.Comment,
    };
}

/// <summary>What happens to a due time at which the start was not possible.</summary>
internal static class MissedPolicy
{
    /// <summary>It is given up after 15 minutes, or when the next one is due.</summary>
    public const string Skip = "skip";

    /// <summary>It is started as soon as possible, unless the next one is due before.</summary>
    public const string Once = "once";
}

/// <summary>Butler's words for the state of a schedule.</summary>
internal static class ScheduleState
{
    public const string Started = "started";
    public const string Stopped = "stopped";

    /// <summary>The words that a request may use.</summary>
    public static readonly string[] Choices = ["start", Started, "stop", Stopped];

    public static string Text(bool isStarted) => isStarted ? Started : Stopped;

    public static bool IsStarted(string text) => text.StartsWith("start", StringComparison.Ordinal);
}
