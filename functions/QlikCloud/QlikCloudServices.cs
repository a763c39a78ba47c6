namespace Butler.Functions.QlikCloud;

internal static class QlikCloudServices
{
    /// <summary>Adds the webhook of Qlik Cloud.</summary>
    public static IServiceCollection AddQlikCloud(this IServiceCollection services) => services
        .AddSingleton<CloudWebhook>()
        .AddSingleton<CloudReloads>();
}
