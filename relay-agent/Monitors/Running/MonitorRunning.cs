using System.Text.Json.Serialization.Metadata;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Monitors.Running;

internal static class MonitorRunning
{
    /// <summary>Adds what all monitors share.</summary>
    public static IServiceCollection AddMonitorRunning(this IServiceCollection services) => services.AddSingleton<MonitorEvents>();

    /// <summary>Adds what a monitor remembers.</summary>
    public static IServiceCollection AddMonitorFile<T>(this IServiceCollection services, string name, JsonTypeInfo<T> type)
        where T : class => services.AddSingleton(provider => new MonitorFile<T>(
            provider.GetRequiredService<JournalOptions>(), name, type, provider.GetRequiredService<ILogger<MonitorFile<T>>>()));

    /// <summary>Runs a monitor in a loop of its own.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The monitor's name.</param>
    /// <param name="create">Creates the monitor.</param>
    public static IServiceCollection AddMonitor(
        this IServiceCollection services, string name, Func<IServiceProvider, IMonitor> create) => services
        .AddKeyedSingleton(name, (provider, _) => ActivatorUtilities.CreateInstance<MonitorLoop>(provider, create(provider)))
        .AddSingleton<IWarningSource>(provider => provider.GetRequiredKeyedService<MonitorLoop>(name))
        .AddSingleton(provider => provider.GetRequiredKeyedService<MonitorLoop>(name).Progress)
        .AddSingleton<IHostedService>(provider =>
            ActivatorUtilities.CreateInstance<LoopService>(provider, provider.GetRequiredKeyedService<MonitorLoop>(name)));
}
