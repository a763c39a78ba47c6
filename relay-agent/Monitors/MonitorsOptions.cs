using Butler.RelayAgent.Monitors.Access;
using Butler.RelayAgent.Monitors.Certificates;
using Butler.RelayAgent.Monitors.License;
using Butler.RelayAgent.Monitors.Services;
using Butler.RelayAgent.Monitors.Tasks;
using Butler.RelayAgent.Monitors.Version;

namespace Butler.RelayAgent.Monitors;

/// <summary>The section <c>monitors</c>; each monitor is off when its key is absent.</summary>
internal sealed record MonitorsOptions
{
    public VersionMonitorOptions? Version { get; init; }

    public LicenseMonitorOptions? License { get; init; }

    public AccessMonitorOptions? Access { get; init; }

    public CertificateMonitorOptions? Certificates { get; init; }

    /// <summary>The monitor of slow and missed tasks.</summary>
    public TaskMonitorOptions? Tasks { get; init; }

    /// <summary>The monitor of Windows services.</summary>
    public ServiceMonitorOptions? Services { get; init; }
}
