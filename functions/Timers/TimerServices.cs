namespace Butler.Functions.Timers;

internal static class TimerServices
{
    /// <summary>Adds wake-ups and their sweep.</summary>
    public static IServiceCollection AddTimers(this IServiceCollection services) => services
        .AddSingleton<DueRows>()
        .AddSingleton<TimerDue>()
        .AddSingleton<UnknownDueRows>()
        .AddSingleton<Sweep>();
}
