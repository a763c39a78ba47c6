namespace Butler.Core.Time;

/// <summary>Pauses that grow with each failure. Jitter only lengthens them, so that callers spread out.</summary>
/// <param name="First">The pause after the first failure, before jitter.</param>
/// <param name="Longest">The longest pause, before jitter.</param>
public sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>The exponent at which a pause no longer grows: the pause is then above every limit, and does not overflow.</summary>
    private const int LastStep = 20;

    /// <summary>The factor by which each pause is longer than the previous one, at least 1.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>The maximum jitter as a part of the pause; 0: no jitter.</summary>
    public double Jitter { get; init; } = 0.25;

    /// <summary>The longest pause with its jitter; null: no other limit than <see cref="Longest"/> and <see cref="Jitter"/>.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>The pause after a failure.</summary>
    /// <param name="failures">How many failures there were in a row, from 1.</param>
    /// <param name="random">The source of the jitter.</param>
    public TimeSpan Pause(int failures, Random random)
    {
        var jittered = Pause(failures) * (1 + (random.NextDouble() * Jitter));
        return jittered > Limit ? Limit.Value : jittered;
    }

    /// <summary>The pause after a failure, without jitter.</summary>
    /// <param name="failures">How many failures there were in a row, from 1.</param>
    public TimeSpan Pause(int failures)
    {
        var pause = First * Math.Pow(Factor, Math.Min(failures - 1, LastStep));
        return pause < Longest ? pause : Longest;
    }
}
