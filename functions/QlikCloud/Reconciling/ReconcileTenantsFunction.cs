using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.QlikCloud.Reconciling;

/// <summary>Finds what the webhooks of tenants did not tell.</summary>
internal sealed class ReconcileTenantsFunction(ReconcileTenants handler)
{
    [Function("ReconcileTenants")]
    public Task RunAsync([TimerTrigger("45 7/15 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        handler.RunAsync(cancellationToken);
}
