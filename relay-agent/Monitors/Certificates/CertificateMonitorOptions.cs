using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.Monitors.Certificates;

/// <summary>The monitor of the certificates between the relay and the repository service.</summary>
internal sealed record CertificateMonitorOptions
{
    /// <summary>The interval.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long before the expiry an alert is raised; one more is raised when a certificate has expired.</summary>
    public IReadOnlyList<TimeSpan> WarnBefore { get; init; } = MonitorYaml.StandardWarnBefore;
}
