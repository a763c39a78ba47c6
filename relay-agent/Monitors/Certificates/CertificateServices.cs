using Butler.RelayAgent.Monitors.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Monitors.Certificates;

internal static class CertificateServices
{
    public static IServiceCollection AddCertificateMonitor(this IServiceCollection services, CertificateMonitorOptions? options) =>
        options is null
        ? services
        : services
            .AddSingleton(options)
            .AddSingleton<CertificateSource>()
            .AddMonitorFile("certificates", CertificateJson.Default.CertificateState)
            .AddMonitor("certificates", provider => ActivatorUtilities.CreateInstance<CertificateMonitor>(provider));
}
