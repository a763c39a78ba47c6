using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.LicenseRelease;

internal static class LicenseReleaseServices
{
    /// <summary>Adds the release of access licenses. Nothing is added when no type is released.</summary>
    /// <param name="services">The services; those of QRS, monitors and commands must be there, too.</param>
    /// <param name="options">The section <c>licenseRelease</c>; null: off.</param>
    public static IServiceCollection AddLicenseRelease(this IServiceCollection services, LicenseReleaseOptions? options) =>
        options is null or { Types: [] }
            ? services
            : services
                .AddSingleton(options)
                .AddMonitorFile("license-release", ReleaseJson.Default.ReleaseState)
                .AddSingleton<ReleaseBook>()
                .AddSingleton<IHeartbeatPart>(provider => provider.GetRequiredService<ReleaseBook>())
                .AddSingleton<IWarningSource>(provider => provider.GetRequiredService<ReleaseBook>())
                .AddSingleton(provider => ActivatorUtilities.CreateInstance<ReleasePlan>(provider, Clock(provider)))
                .AddSingleton(provider => ActivatorUtilities.CreateInstance<ReleaseClock>(
                    provider, Clock(provider), provider.GetRequiredService<ServiceBusClock>()))
                .AddSingleton(provider => ActivatorUtilities.CreateInstance<ReleaseEvents>(
                    provider, provider.GetRequiredService<QrsOptions>().Url.Host))
                .AddSingleton<AccessDeletion>()
                .AddSingleton<ReleaseDeletions>()
                .AddSingleton<ReleaseRunner>()
                .AddSingleton<ReleaseRemains>()
                .AddSingleton<ReleaseTurn>()
                .AddSingleton<ICommandHandler, ReleaseLicenses>()
                .AddMonitor("licenseRelease", provider => ActivatorUtilities.CreateInstance<ReleaseMonitor>(provider));

    private static QrsClock Clock(IServiceProvider provider) => provider.GetRequiredService<QrsRestClient>().Clock;
}
