using Butler.Core.Api;

namespace Butler.Functions.SystemInfo;

internal static class SystemInfoServices
{
    /// <summary>Adds what tells of the system over HTTP.</summary>
    public static IServiceCollection AddSystemInfo(this IServiceCollection services) => services
        // Resolved when it is first used, because the list of endpoints is one of the APIs.
        .AddSingleton(provider => new Lazy<IReadOnlyList<IApi>>(() => [.. provider.GetServices<IApi>()]))
        .AddSingleton<EnabledEndpoints>()
        .AddRoutes<EndpointsApi>()
        .AddSingleton<TenantStates>()
        .AddSingleton<DeadCount>()
        .AddRoutes<SystemHealthApi>()
        .AddSingleton<RelayConfigurations>()
        .AddRoutes<ConfigurationApi>();
}
