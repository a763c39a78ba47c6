using Butler.Core.Azure.ServiceBus;

namespace Butler.RelayAgent.Loops;

/// <summary>How long to wait before the next attempt: doubled each time, with jitter only upwards, so that relays spread out.</summary>
internal sealed class Backoff(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstWhenRefused = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private int failures;

    /// <summary>The next pause: from 1 s, or 15 s where an operator has to act first, up to 60 s, and never shorter than the service asks.</summary>
    public TimeSpan Next(ServiceBusException? fault)
    {
        var slow = fault?.Fault is ServiceBusFault.Unauthorized or ServiceBusFault.NoSuchQueue or ServiceBusFault.QuotaExceeded;
        var pause = (slow ? FirstWhenRefused : First) * Math.Pow(2, Math.Min(failures++, 10));
        var jittered = pause * (1 + random.NextDouble());
        var capped = jittered > Longest ? Longest : jittered;
        return fault?.RetryAfter is { } asked && asked > capped ? asked : capped;
    }

    /// <summary>It worked: the next trouble starts from the shortest pause.</summary>
    public void Reset() => failures = 0;
}
