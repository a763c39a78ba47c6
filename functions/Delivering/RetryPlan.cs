using Butler.Core.Time;

namespace Butler.Functions.Delivering;

/// <summary>The pauses between the attempts of a delivery: 5 s, 10 s, 20 s, ... up to 1 h.</summary>
internal static class RetryPlan
{
    private static readonly Backoff Backoff = new(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));

    /// <summary>
    /// The pause after an attempt. Jitter lengthens it by up to a quarter; it is never shorter than the destination requests.
    /// </summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="retryAfter">The pause that the destination requested.</param>
    /// <param name="random">The source of the jitter.</param>
    public static TimeSpan Pause(int attempt, TimeSpan? retryAfter, Random random)
    {
        var pause = Backoff.Pause(attempt, random);
        return retryAfter > pause ? retryAfter.Value : pause;
    }
}
