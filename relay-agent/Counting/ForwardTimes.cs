namespace Butler.RelayAgent.Counting;

/// <summary>
/// How long datagrams take from the socket to Service Bus, since the last reading. Adding one allocates nothing. Thread-safe.
/// </summary>
/// <remarks>Four buckets for each doubling from 1 ms to 37 h, so that a percentile is at most 19 % too high.</remarks>
internal sealed class ForwardTimes
{
    private const int PerDoubling = 4;

    private readonly Lock gate = new();
    private readonly long[] buckets = new long[27 * PerDoubling];
    private long count;
    private double sumMs;
    private double maxMs;

    /// <summary>Adds a datagram; a negative time, after a change of the clock, counts as none.</summary>
    public void Add(TimeSpan lasted)
    {
        var ms = Math.Max(0, lasted.TotalMilliseconds);
        var bucket = ms <= 1 ? 0 : Math.Min(buckets.Length - 1, (int)Math.Ceiling(Math.Log2(ms) * PerDoubling));
        lock (gate)
        {
            buckets[bucket]++;
            count++;
            sumMs += ms;
            maxMs = Math.Max(maxMs, ms);
        }
    }

    /// <summary>The times since the last call of <see cref="Forget"/>; null when there are none.</summary>
    public ForwardTime? Read()
    {
        lock (gate)
        {
            return count == 0 ? null : new ForwardTime(count, sumMs / count, Percentile(0.95), maxMs);
        }
    }

    /// <summary>Begins anew.</summary>
    public void Forget()
    {
        lock (gate)
        {
            Array.Clear(buckets);
            (count, sumMs, maxMs) = (0, 0, 0);
        }
    }

    private double Percentile(double share)
    {
        var (wanted, seen, bucket) = ((long)Math.Ceiling(count * share), buckets[0], 0);
        while (seen < wanted)
        {
            seen += buckets[++bucket];
        }

        return Math.Min(maxMs, Math.Pow(2, (double)bucket / PerDoubling));
    }
}

/// <summary>How long datagrams took to Service Bus, in milliseconds.</summary>
/// <param name="Count">How many there were.</param>
/// <param name="AverageMs">Their average.</param>
/// <param name="P95Ms">What 95 % of them did not exceed.</param>
/// <param name="MaxMs">The longest time.</param>
internal sealed record ForwardTime(long Count, double AverageMs, double P95Ms, double MaxMs);
