using Butler.RelayAgent.Monitors.Access;
using Butler.RelayAgent.Monitors.Certificates;
using Butler.RelayAgent.Monitors.License;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Monitors.Services;
using Butler.RelayAgent.Monitors.Tasks;
using Butler.RelayAgent.Monitors.Version;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Monitors;

internal static class MonitorServices
{
    /// <summary>Adds the monitors that are on.</summary>
    public static IServiceCollection AddMonitors(this IServiceCollection services, MonitorsOptions options) => services
        .AddMonitorRunning()
        .AddVersionMonitor(options.Version)
        .AddLicenseMonitor(options.License)
        .AddAccessMonitor(options.Access)
        .AddCertificateMonitor(options.Certificates)
        .AddTaskMonitor(options.Tasks)
        .AddServiceMonitor(options.Services);
}
