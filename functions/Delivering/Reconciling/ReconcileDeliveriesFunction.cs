using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Delivering.Reconciling;

/// <summary>Sends deliveries again that are due and on no queue.</summary>
internal sealed class ReconcileDeliveriesFunction(ReconcileDeliveries handler)
{
    [Function("ReconcileDeliveries")]
    public Task RunAsync([TimerTrigger("0 47 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        handler.RunAsync(cancellationToken);
}
