using Butler.Core.Api;

namespace Butler.Functions.QlikCloud.Commands;

internal static class CloudCommandServices
{
    /// <summary>Adds starting and cancelling reloads, and starting automations.</summary>
    public static IServiceCollection AddCloudCommands(this IServiceCollection services) => services
        .AddSingleton<CloudTenants>()
        .AddSingleton<ReloadCommands>()
        .AddSingleton<AutomationCommands>()
        .AddSingleton<ReloadWait>()
        .AddRoutes<CloudReloadApi>()
        .AddRoutes<CloudAutomationApi>();
}
