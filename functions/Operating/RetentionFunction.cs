using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Operating;

/// <summary>Deletes rows older than the retention.</summary>
internal sealed class RetentionFunction(Retention handler)
{
    [Function("Retention")]
    public Task RunAsync([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        handler.RunAsync(cancellationToken);
}
