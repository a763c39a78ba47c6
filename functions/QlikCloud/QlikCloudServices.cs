using Butler.Core.QlikCloud;

namespace Butler.Functions.QlikCloud;

internal static class QlikCloudServices
{
    /// <summary>Adds Qlik Cloud: the webhook, and the clients of the tenants.</summary>
    /// <param name="services">The services.</param>
    /// <param name="local">The address that stands for every tenant; null: the tenants' own.</param>
    public static IServiceCollection AddQlikCloud(this IServiceCollection services, Uri? local) => services
        .AddSingleton<CloudWebhook>()
        .AddSingleton<CloudReloads>()
        .AddSingleton(provider => new CloudClients(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Random>(), local));
}
