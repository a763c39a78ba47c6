namespace Butler.RelayAgent.Logging;

/// <summary>The settings of the log.</summary>
internal sealed record LogOptions
{
    /// <summary><c>trace</c>, <c>debug</c>, <c>info</c>, <c>warning</c> or <c>error</c>.</summary>
    public string Level { get; init; } = "info";

    /// <summary>The folder for log files, one each day; null: only the console.</summary>
    public string? Directory { get; init; }

    /// <summary>How long log files are kept.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);
}
