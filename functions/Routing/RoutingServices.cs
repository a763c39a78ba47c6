using Butler.Functions.Timers;

namespace Butler.Functions.Routing;

internal static class RoutingServices
{
    /// <summary>Adds routing: the planner, groups, late events, escalations and other waiting alerts.</summary>
    public static IServiceCollection AddEventRouting(this IServiceCollection services) => services
        .AddSingleton<Planner>()
        .AddSingleton<Gatherings>()
        .AddSingleton<LateEvents>()
        .AddSingleton<Groups>()
        .AddSingleton<GroupEnds>()
        .AddSingleton<Escalations>()
        .AddSingleton<AcknowledgementNotices>()
        .AddSingleton<HeldBackFailures>()
        .AddSingleton<EventTelemetry>()
        .AddSingleton<PlanRuns>()
        .AddSingleton<ProcessEvent>()
        .AddSingleton<IDueHandler>(provider => provider.GetRequiredService<LateEvents>())
        .AddSingleton<IDueHandler>(provider => provider.GetRequiredService<Groups>())
        .AddSingleton<IDueHandler>(provider => provider.GetRequiredService<GroupEnds>())
        .AddSingleton<IDueHandler>(provider => provider.GetRequiredService<Escalations>())
        .AddSingleton<IDueHandler>(provider => provider.GetRequiredService<AcknowledgementNotices>())
        .AddSingleton<IDueHandler>(provider => provider.GetRequiredService<HeldBackFailures>());
}
