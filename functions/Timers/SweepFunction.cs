using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Timers;

/// <summary>Wakes what is due and was not woken by its timer.</summary>
internal sealed class SweepFunction(Sweep handler)
{
    [Function("Sweep")]
    public Task RunAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        handler.RunAsync(cancellationToken);
}
