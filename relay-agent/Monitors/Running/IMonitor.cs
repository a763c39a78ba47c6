namespace Butler.RelayAgent.Monitors.Running;

/// <summary>
/// Looks at one thing regularly, and raises events. It keeps what it must remember on disk, so that a restart hides and repeats nothing.
/// </summary>
internal interface IMonitor
{
    /// <summary>The name in the configuration, logs and heartbeats.</summary>
    string Name { get; }

    /// <summary>The time to the next look, read after each look. The first look is at the start.</summary>
    TimeSpan Every { get; }

    /// <summary>Looks once.</summary>
    /// <exception cref="MonitorException">What it looks at did not answer; the next look follows within five minutes.</exception>
    Task LookAsync(CancellationToken stopping);
}
