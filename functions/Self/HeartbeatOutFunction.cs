using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Self;

/// <summary>Calls the service that alerts when the calls stop, after the sweeps of the same minute.</summary>
internal sealed class HeartbeatOutFunction(HeartbeatOut handler)
{
    [Function("Heartbeat")]
    public Task RunAsync([TimerTrigger("45 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        handler.RunAsync(cancellationToken);
}
