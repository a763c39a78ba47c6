using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace Butler.RelayAgent.Health;

internal static class HealthServices
{
    /// <summary>Adds heartbeats, the status file, and the watchdog of all loops and threads.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services) => services
        .AddSingleton<RelayStatus>()
        .AddSingleton<HeartbeatSender>()
        .AddLoop<HeartbeatSender>()
        .AddSingleton(
            provider => ActivatorUtilities.CreateInstance<StatusFile>(provider, provider.GetRequiredService<JournalOptions>().Directory))
        .AddLoop<StatusFile>()
        .AddSingleton<Liveness>()
        .AddSingleton<Watchdog>()
        .AddUnwatchedLoop<Watchdog>();

    /// <summary>If systemd started the relay: notifies it that the relay is ready, alive or stopping.</summary>
    public static IServiceCollection AddSystemdNotices(this IServiceCollection services, Func<string, string?> environment)
    {
        services.AddSystemd();
        return services.Any(service => service.ServiceType == typeof(ISystemdNotifier))
            ? services
                .AddSingleton(provider => ActivatorUtilities.CreateInstance<SystemdNotices>(provider, environment("WATCHDOG_USEC") ?? ""))
                .AddHostedService<SystemdStatus>()
            : services;
    }
}
