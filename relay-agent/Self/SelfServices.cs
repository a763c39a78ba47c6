using System.Net;
using Butler.Core.Destinations;
using Butler.Core.SelfReports;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Butler.RelayAgent.Self;

internal static class SelfServices
{
    /// <summary>Adds what the relay reports of itself, as far as it is on. Call it after the repository service has been added.</summary>
    public static IServiceCollection AddSelf(this IServiceCollection services, SelfOptions options)
    {
        if (options.Metrics is { } metrics)
        {
            services
                .AddSingleton(metrics)
                .AddSingleton<Func<ProcessMemory>>(ProcessMemory.Read)
                .AddSingleton<RelayFigures>()
                .AddSingleton<MetricsLoop>()
                .AddLoop<MetricsLoop>();
        }

        return options.Heartbeat is { } heartbeat ? services.AddPing(heartbeat) : services;
    }

    private static IServiceCollection AddPing(this IServiceCollection services, PingOptions options)
    {
        services.TryAddSingleton(
            provider => new HttpTransport(provider.GetRequiredService<TimeProvider>(), provider.GetService<IWebProxy>()));
        services
            .AddSingleton(options)
            .AddSingleton<PingClient>()
            .AddSingleton<ICondition, JournalCondition>()
            .AddSingleton<ICondition, ServiceBusCondition>();
        if (services.Any(service => service.ServiceType == typeof(QrsCircuit)))
        {
            services.AddSingleton<ICondition, QrsCondition>();
        }

        return services
            .AddSingleton<PingState>()
            .AddSingleton<IWarningSource>(provider => provider.GetRequiredService<PingState>())
            .AddSingleton<PingLoop>()
            .AddLoop<PingLoop>();
    }
}
