using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Relays;

/// <summary>Tells of relays that nothing is heard of.</summary>
internal sealed class WatchRelaysFunction(WatchRelays handler)
{
    [Function("WatchRelays")]
    public Task RunAsync([TimerTrigger("30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        handler.RunAsync(cancellationToken);
}
