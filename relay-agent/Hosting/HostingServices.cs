using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Butler.RelayAgent.Hosting;

internal static class HostingServices
{
    /// <summary>
    /// Adds how the relay stops: all loops at once, then the threads that hold datagrams, and also when the parent process ends, if one is
    /// set.
    /// </summary>
    public static IServiceCollection AddRelayHosting(this IServiceCollection services, Func<string, string?> environment)
    {
        services
            .Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true)
            .Configure<HostOptions>(options => options.ServicesStopConcurrently = true);
        return ParentProcessWatch.ParentIn(environment(ParentProcessWatch.Variable)) is { } parent
            ? services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<ParentProcessWatch>(provider, parent))
            : services;
    }
}
