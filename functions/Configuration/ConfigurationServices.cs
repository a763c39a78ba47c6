namespace Butler.Functions.Configuration;

internal static class ConfigurationServices
{
    /// <summary>Adds <c>butler.yaml</c>.</summary>
    public static IServiceCollection AddConfiguration(this IServiceCollection services) => services
        .AddSingleton<ConfigurationSource>();
}
