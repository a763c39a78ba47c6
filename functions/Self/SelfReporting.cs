using Butler.Core.SelfReports;

namespace Butler.Functions.Self;

internal static class SelfReporting
{
    /// <summary>
    /// Adds what the app reports of itself: its metrics, by instance, and the calls of a service that alerts when they stop.
    /// </summary>
    public static IServiceCollection AddSelf(this IServiceCollection services) => services
        .AddSingleton<Func<ProcessMemory>>(ProcessMemory.Read)
        .AddSingleton<AppFigures>()
        .AddSingleton<AppMetrics>()
        .AddSingleton<AppCondition>()
        .AddSingleton<PingClient>()
        .AddSingleton<HeartbeatOut>()
        .AddHostedService(provider => provider.GetRequiredService<AppMetrics>());
}
