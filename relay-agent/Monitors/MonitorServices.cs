using Butler.RelayAgent.Monitors.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Monitors;

internal static class MonitorServices
{
    /// <summary>Adds the monitors that are on.</summary>
    public static IServiceCollection AddMonitors(this IServiceCollection services, MonitorsOptions options) =>
        services.AddMonitorRunning();
}
