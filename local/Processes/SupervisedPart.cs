namespace Butler.Local.Processes;

/// <summary>A part to keep running, with its settings.</summary>
internal sealed record SupervisedPart
{
    /// <summary>The name in its output lines.</summary>
    public required string Name { get; init; }

    public required ChildStart Start { get; init; }

    /// <summary>Whether a line of its standard output reports that it is ready.</summary>
    public required Func<string, bool> IsReadyLine { get; init; }

    /// <summary>Whether its standard output is shown; its standard error is always shown.</summary>
    public bool ShowsOutput { get; init; } = true;

    /// <summary>The log level of a line of its standard error.</summary>
    public Func<string, LogLevel> LevelOfError { get; init; } = _ => LogLevel.Error;

    public required Action<ChildProcess> AskToEnd { get; init; }

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The time limit for its end, after which it is killed.</summary>
    public TimeSpan EndTimeout { get; init; } = TimeSpan.FromSeconds(8);
}
