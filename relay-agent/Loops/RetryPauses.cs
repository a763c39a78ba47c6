using Butler.Core.Azure.ServiceBus;
using Butler.Core.Time;

namespace Butler.RelayAgent.Loops;

/// <summary>The pauses before retries, for all parts of the relay.</summary>
internal static class RetryPauses
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly Backoff Usual = new(TimeSpan.FromSeconds(1), Longest) { Jitter = 1, Limit = Longest };

    /// <summary>The pauses for faults that only an operator can fix.</summary>
    private static readonly Backoff Slow = new(TimeSpan.FromSeconds(15), Longest) { Jitter = 1, Limit = Longest };

    /// <summary>The pause after a failure.</summary>
    /// <param name="failures">The number of consecutive failures, from 1.</param>
    /// <param name="fault">The last failure; the pause is never shorter than Service Bus requests.</param>
    /// <param name="random">The source of the jitter.</param>
    public static TimeSpan After(int failures, Exception? fault, Random random)
    {
        var answer = fault as BusException;
        var isSlow = answer?.Fault is ServiceBusFault.Unauthorized or ServiceBusFault.NoSuchQueue or ServiceBusFault.QuotaExceeded;
        var pause = (isSlow ? Slow : Usual).Pause(failures, random);
        return answer?.RetryAfter is { } asked && asked > pause ? asked : pause;
    }
}
