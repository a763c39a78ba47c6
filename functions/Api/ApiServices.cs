namespace Butler.Functions.Api;

internal static class ApiServices
{
    /// <summary>Adds what all HTTP functions share.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddSingleton<CallerGate>();
}
