namespace Butler.Functions.Throttling;

internal static class ThrottleServices
{
    /// <summary>Adds throttle windows.</summary>
    public static IServiceCollection AddThrottling(this IServiceCollection services) => services
        .AddSingleton<Throttle>();
}
