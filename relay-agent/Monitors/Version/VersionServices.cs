using Butler.RelayAgent.Monitors.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Monitors.Version;

internal static class VersionServices
{
    public static IServiceCollection AddVersionMonitor(this IServiceCollection services, VersionMonitorOptions? options) => options is null
        ? services
        : services
            .AddSingleton(options)
            .AddSingleton<AboutService>()
            .AddSingleton<VersionSource>()
            .AddMonitorFile("version", VersionJson.Default.VersionState)
            .AddMonitor("version", provider => ActivatorUtilities.CreateInstance<VersionMonitor>(provider));
}
