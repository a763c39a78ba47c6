using Butler.Functions.Relays;
using Butler.Functions.Timers;

namespace Butler.Functions.Tasks;

internal static class TaskServices
{
    /// <summary>Adds polling of running distributions.</summary>
    public static IServiceCollection AddTasks(this IServiceCollection services) => services
        .AddSingleton<DistributePolling>()
        .AddSingleton<IDueHandler>(provider => provider.GetRequiredService<DistributePolling>())
        .AddSingleton<ICommandFollowUp>(provider => provider.GetRequiredService<DistributePolling>());
}
