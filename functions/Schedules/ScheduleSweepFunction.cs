using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Schedules;

/// <summary>Creates the wake-ups of schedules that are due soon.</summary>
internal sealed class ScheduleSweepFunction(ScheduleSweep handler)
{
    [Function("ScheduleSweep")]
    public Task RunAsync([TimerTrigger("15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        handler.RunAsync(cancellationToken);
}
