using Butler.Core.Api;
using Butler.Functions.Relays;
using Butler.Functions.Timers;

namespace Butler.Functions.Schedules;

internal static class ScheduleServices
{
    /// <summary>Adds schedules, which start tasks of Sense, and reloads and automations of Qlik Cloud.</summary>
    public static IServiceCollection AddSchedules(this IServiceCollection services) => services
        .AddSingleton<ScheduleRows>()
        .AddSingleton<ScheduleStore>()
        .AddSingleton<MissedRuns>()
        .AddSingleton<ScheduleWakeUps>()
        .AddSingleton<ScheduleStates>()
        .AddSingleton<ScheduleEditor>()
        .AddSingleton<ScheduleSweep>()
        .AddSingleton<ScheduleRetries>()
        .AddSingleton<RunEnds>()
        .AddSingleton<ScheduleStarts>()
        .AddSingleton<CloudStartRows>()
        .AddSingleton<CloudStarter>()
        .AddSingleton<CloudStarts>()
        .AddSingleton<RunStarts>()
        .AddSingleton<IDueHandler, ScheduleRuns>()
        .AddSingleton<ICommandFollowUp, ScheduleOutcomes>()
        .AddRoutes<ScheduleApi>()
        .AddRoutes<ScheduleStateApi>();
}
