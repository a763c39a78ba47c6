using Butler.Core.Api;
using Butler.Functions.Relays;
using Butler.Functions.Timers;

namespace Butler.Functions.Schedules;

internal static class ScheduleServices
{
    /// <summary>Adds schedules, which start tasks of Sense.</summary>
    public static IServiceCollection AddSchedules(this IServiceCollection services) => services
        .AddSingleton<ScheduleRows>()
        .AddSingleton<ScheduleStore>()
        .AddSingleton<MissedRuns>()
        .AddSingleton<ScheduleWakeUps>()
        .AddSingleton<ScheduleStates>()
        .AddSingleton<ScheduleEditor>()
        .AddSingleton<ScheduleSweep>()
        .AddSingleton<ScheduleStarts>()
        .AddSingleton<IDueHandler, ScheduleRuns>()
        .AddSingleton<ICommandFollowUp, ScheduleOutcomes>()
        .AddRoutes<ScheduleApi>()
        .AddRoutes<ScheduleStateApi>();
}
