using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Monitors.Services.Managers;
using Butler.RelayAgent.Monitors.Services.Managers.Windows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Monitors.Services;

internal static class ServiceMonitorServices
{
    /// <summary>Adds a monitor for each watched host.</summary>
    public static IServiceCollection AddServiceMonitor(this IServiceCollection services, ServiceMonitorOptions? options)
    {
        if (options is null)
        {
            return services;
        }

        services.AddSingleton(options);
        services.AddSingleton(_ => ManagerOf(options));
        foreach (var host in options.Hosts)
        {
            services.AddMonitor(HostMonitor.NameOf(host), provider => Create(provider, options, host));
        }

        return services;
    }

    /// <summary>The service managers that the options name.</summary>
    public static IServiceManager ManagerOf(ServiceMonitorOptions options) =>
        options.Simulated is { } address ? new SimulatedServiceManager(address) : new WindowsServiceManager();

    private static HostMonitor Create(IServiceProvider provider, ServiceMonitorOptions options, WatchedHost host)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        return new HostMonitor(
            options,
            host,
            HostCall.To(host, options, provider.GetRequiredService<IServiceManager>(), time),
            provider.GetRequiredService<MonitorEvents>(),
            new MonitorFile<HostState>(
                provider.GetRequiredService<JournalOptions>(),
                FileOf(host),
                HostStateJson.Default.HostState,
                provider.GetRequiredService<ILogger<MonitorFile<HostState>>>()),
            time,
            provider.GetRequiredService<ILogger<HostMonitor>>());
    }

    /// <summary>The name of a host's file; an IPv6 address has colons.</summary>
    private static string FileOf(WatchedHost host) =>
        host.Host is { } name ? $"services-{name.ToLowerInvariant().Replace(':', '_')}" : "services";
}
