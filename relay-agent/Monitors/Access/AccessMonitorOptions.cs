namespace Butler.RelayAgent.Monitors.Access;

/// <summary>The monitor of access licenses.</summary>
internal sealed record AccessMonitorOptions
{
    /// <summary>The interval.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How few licenses of a type raise an alert; null: none does.</summary>
    public LowThreshold? LowAvailable { get; init; }
}
