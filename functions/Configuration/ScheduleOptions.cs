using Butler.Core.Commands;

namespace Butler.Functions.Configuration;

/// <summary>A schedule in <c>butler.yaml</c>: what starts when.</summary>
internal sealed record ScheduleOptions
{
    /// <summary>The name, which is also the id.</summary>
    public string Name { get; init; } = "";

    /// <summary>The cron text.</summary>
    public string Cron { get; init; } = "";

    /// <summary>The time zone's name; null for that of the site.</summary>
    public string? TimeZone { get; init; }

    public StartTaskArguments Tasks { get; init; } = new();

    /// <summary>What starts in Qlik Cloud, in place of tasks; null: tasks start.</summary>
    public CloudTarget? Cloud { get; init; }

    /// <summary>The site; null for the default site.</summary>
    public string? Site { get; init; }

    /// <summary>What happens to due times that were missed: <c>skip</c> or <c>once</c>.</summary>
    public string Missed { get; init; } = "skip";

    public bool Enabled { get; init; } = true;

    public string? Comment { get; init; }
}
