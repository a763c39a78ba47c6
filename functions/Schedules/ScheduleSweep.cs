using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Functions.Configuration;
using Butler.Functions.Timers;

namespace Butler.Functions.Schedules;

/// <summary>
/// Runs every minute: creates the wake-ups of schedules that are due soon, takes over what has changed in <c>butler.yaml</c>, and finds
/// due times that passed while the app did not run.
/// </summary>
internal sealed class ScheduleSweep(
    ScheduleStore store, ScheduleRows rows, ScheduleStates states, ScheduleWakeUps wakeUps, ConfigurationSource configuration,
    TimeProvider time) : ITimerHandler
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var schedules = await store.AllAsync(cancellationToken);
        var failures = new List<Exception>();
        foreach (var schedule in schedules)
        {
            try
            {
                await wakeUps.CreateAsync(await states.RefreshAsync(schedule, cancellationToken), cancellationToken);
            }
            catch (Exception e) when (e is TableException or BusException)
            {
                failures.Add(e); // One schedule does not hold back the others.
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException("The wake-ups of some schedules could not be created; the next run repeats it.", failures);
        }

        var options = await configuration.CurrentAsync(cancellationToken);
        var names = options.Schedules.Select(schedule => schedule.Name).ToHashSet(StringComparer.Ordinal);
        await rows.ForgetAsync(names.Contains, time.GetUtcNow() - options.Retention, cancellationToken);
    }
}
