using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Monitors.Access;

internal static class AccessServices
{
    public static IServiceCollection AddAccessMonitor(this IServiceCollection services, AccessMonitorOptions? options) => options is null
        ? services
        : services
            .AddSingleton(options)
            .AddMonitorFile("access", AccessJson.Default.AccessState)
            .AddMonitor("access", provider =>
                ActivatorUtilities.CreateInstance<AccessMonitor>(provider, provider.GetRequiredService<QrsOptions>().Url.Host));
}
