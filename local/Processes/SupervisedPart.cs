namespace Butler.Local.Processes;

/// <summary>What is to be kept running, and how one gets on with it.</summary>
internal sealed record SupervisedPart
{
    /// <summary>Stands before its lines of output.</summary>
    public required string Name { get; init; }

    public required ChildStart Start { get; init; }

    /// <summary>Whether a line of its standard output says that it can be used now.</summary>
    public required Func<string, bool> IsReadyLine { get; init; }

    /// <summary>Whether what it writes to standard output is shown; its standard error always is.</summary>
    public bool ShowsOutput { get; init; } = true;

    /// <summary>How grave a line of its standard error is.</summary>
    public Func<string, LogLevel> LevelOfError { get; init; } = _ => LogLevel.Error;

    public required Action<ChildProcess> AskToEnd { get; init; }

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long it may take to end before it is killed.</summary>
    public TimeSpan EndTimeout { get; init; } = TimeSpan.FromSeconds(8);
}
