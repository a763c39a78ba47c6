using Butler.Core.Text;
using Butler.RelayAgent.Forwarding;
using Butler.RelayAgent.Health;

namespace Butler.RelayAgent.Self;

/// <summary>Whether Service Bus takes events and heartbeats.</summary>
internal sealed class ServiceBusCondition(Forwarder forwarder, HeartbeatSender heartbeats, TimeProvider time) : ICondition
{
    private static readonly TimeSpan MaxSilence = TimeSpan.FromMinutes(3);

    public ValueTask<string?> ProblemAsync(CancellationToken stopping)
    {
        var silence = time.GetUtcNow() - heartbeats.LastSent;
        return new(forwarder.Warning is not null ? "events are not forwarded to Service Bus"
            : silence > MaxSilence ? $"Service Bus has taken no heartbeat for {DurationText.Words(silence)}"
            : null);
    }
}
