namespace Butler.RelayAgent.Monitors.Version;

/// <summary>The monitor of Sense's version.</summary>
internal sealed record VersionMonitorOptions
{
    /// <summary>The interval.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The address of the About service; null: port 9032 of the repository service's host.</summary>
    public Uri? Url { get; init; }

    /// <summary>Shows no members, because an address may hold a secret.</summary>
    public override string ToString() => nameof(VersionMonitorOptions);
}
