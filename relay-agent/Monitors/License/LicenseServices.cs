using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Monitors.License;

internal static class LicenseServices
{
    public static IServiceCollection AddLicenseMonitor(this IServiceCollection services, LicenseMonitorOptions? options) => options is null
        ? services
        : services
            .AddSingleton(options)
            .AddMonitorFile("license", LicenseJson.Default.LicenseState)
            .AddMonitor("license", provider =>
                ActivatorUtilities.CreateInstance<LicenseMonitor>(provider, provider.GetRequiredService<QrsOptions>().Url.Host));
}
