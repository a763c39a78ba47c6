using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.Monitors.License;

/// <summary>The monitor of the server license.</summary>
internal sealed record LicenseMonitorOptions
{
    /// <summary>The interval.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long before the expiry an alert is raised.</summary>
    public IReadOnlyList<TimeSpan> WarnBefore { get; init; } = MonitorYaml.StandardWarnBefore;
}
