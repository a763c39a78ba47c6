using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Operating.Digests;

/// <summary>Sums up each site's day, once its hour has come.</summary>
internal sealed class DigestFunction(Digest handler)
{
    [Function("Digest")]
    public Task RunAsync([TimerTrigger("0 */15 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        handler.RunAsync(cancellationToken);
}
