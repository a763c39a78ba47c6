using Butler.Core.Azure.ServiceBus;
using Butler.Core.Time;

namespace Butler.RelayAgent.Loops;

/// <summary>How long the parts of the relay wait before they try again, all of them.</summary>
internal static class RetryPauses
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly Backoff Usual = new(TimeSpan.FromSeconds(1), Longest) { Jitter = 1, Limit = Longest };

    /// <summary>For what only an operator can fix.</summary>
    private static readonly Backoff Slow = new(TimeSpan.FromSeconds(15), Longest) { Jitter = 1, Limit = Longest };

    /// <summary>The pause after a failure.</summary>
    /// <param name="failures">How many failures there were in a row, from 1.</param>
    /// <param name="fault">The last one; the pause is never shorter than Service Bus asks for.</param>
    /// <param name="random">The source of the jitter.</param>
    public static TimeSpan After(int failures, Exception? fault, Random random)
    {
        var answer = fault as ServiceBusException;
        var isSlow = answer?.Fault is ServiceBusFault.Unauthorized or ServiceBusFault.NoSuchQueue or ServiceBusFault.QuotaExceeded;
        var pause = (isSlow ? Slow : Usual).Pause(failures, random);
        return answer?.RetryAfter is { } asked && asked > pause ? asked : pause;
    }
}
