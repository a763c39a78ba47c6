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
    public static IServiceCollection AddMonitor(this IServiceCollection services, Func<IServiceProvider, IMonitor> create)
    {
        var made = new Lazy<Func<IServiceProvider, MonitorLoop>>(() =>
        {
            MonitorLoop? loop = null;
            var gate = new Lock();
            return provider =>
            {
                lock (gate)
                {
                    return loop ??= new MonitorLoop(
                        create(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<MonitorLoop>>());
                }
            };
        });
        return services
            .AddSingleton<IWarningSource>(provider => made.Value(provider))
            .AddSingleton(provider => made.Value(provider).Progress)
            .AddSingleton<IHostedService>(
                provider => ActivatorUtilities.CreateInstance<LoopService>(provider, made.Value(provider)));
    }
}
