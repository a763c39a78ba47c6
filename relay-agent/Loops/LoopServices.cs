using Butler.RelayAgent.Counting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Butler.RelayAgent.Loops;

internal static class LoopServices
{
    /// <summary>Adds the services that all loops share.</summary>
    public static IServiceCollection AddLoops(this IServiceCollection services) => services
        .AddSingleton<RelayFailure>()
        .AddSingleton<LoopRestarts>()
        .AddSingleton<IWarningSource>(provider => provider.GetRequiredService<LoopRestarts>())
        .AddHostedService<FailureService>();

    /// <summary>Runs a registered loop under the watchdog.</summary>
    public static IServiceCollection AddLoop<TLoop>(this IServiceCollection services)
        where TLoop : ILoop => services
        .AddUnwatchedLoop<TLoop>()
        .AddSingleton(provider => provider.GetRequiredService<TLoop>().Progress);

    /// <summary>Runs a registered loop without the watchdog.</summary>
    public static IServiceCollection AddUnwatchedLoop<TLoop>(this IServiceCollection services)
        where TLoop : ILoop => services
        .AddSingleton<IHostedService>(
            provider => ActivatorUtilities.CreateInstance<LoopService>(provider, provider.GetRequiredService<TLoop>()));
}
