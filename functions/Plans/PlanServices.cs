namespace Butler.Functions.Plans;

internal static class PlanServices
{
    /// <summary>Adds the rows of events and their plans.</summary>
    public static IServiceCollection AddPlans(this IServiceCollection services) => services
        .AddSingleton<EventRows>()
        .AddSingleton<RecordedEvents>();
}
