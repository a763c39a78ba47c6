using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.KeyValues;

/// <summary>Deletes expired keys.</summary>
internal sealed class KeyValueSweepFunction(KeyValueSweep handler)
{
    [Function("KeyValuesSweep")]
    public Task RunAsync([TimerTrigger("0 47 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        handler.RunAsync(cancellationToken);
}
