using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Self;

/// <summary>
/// Calls the service that alerts when the calls stop. It runs in the same second as the watch over relays, because runs at the same time
/// share the instance's time that is billed.
/// </summary>
internal sealed class HeartbeatOutFunction(HeartbeatOut handler)
{
    [Function("Heartbeat")]
    public Task RunAsync([TimerTrigger("30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        handler.RunAsync(cancellationToken);
}
