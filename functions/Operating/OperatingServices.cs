namespace Butler.Functions.Operating;

internal static class OperatingServices
{
    /// <summary>Adds health and retention.</summary>
    public static IServiceCollection AddOperating(this IServiceCollection services) => services
        .AddSingleton<Healthz>()
        .AddSingleton<Retention>();
}
