using Butler.Core.Time;

namespace Butler.Functions.Delivering;

/// <summary>When a delivery that failed for a passing reason is tried again: after 5 s, 10 s, 20 s, ... up to 1 h.</summary>
internal static class RetryPlan
{
    private static readonly Backoff Backoff = new(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));

    /// <summary>The pause after an attempt. Jitter only lengthens it, by up to a quarter; what the destination asks for is the least.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="retryAfter">What the destination asked for.</param>
    /// <param name="random">Where the jitter comes from.</param>
    public static TimeSpan Pause(int attempt, TimeSpan? retryAfter, Random random)
    {
        var pause = Backoff.Pause(attempt, random);
        return retryAfter > pause ? retryAfter.Value : pause;
    }
}
