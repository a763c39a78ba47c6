namespace Butler.RelayAgent.Monitors.Services;

/// <summary>
/// Puts looks on the marks of the clock: the multiples of the interval, in UTC. Relays with the same interval so look at the same time, and
/// give a change the same id.
/// </summary>
internal static class LookTimes
{
    /// <summary>The mark of a look. One that is not at a mark, as the first one, belongs to the next mark.</summary>
    public static DateTimeOffset Mark(DateTimeOffset now, TimeSpan every) => Floor(now + (every * 0.75), every);

    /// <summary>The time until the next look, from a quarter of the interval to five quarters.</summary>
    public static TimeSpan UntilNext(DateTimeOffset now, TimeSpan every) => Floor(now + (every * 0.25), every) + every - now;

    /// <summary>The last multiple of an interval.</summary>
    public static DateTimeOffset Floor(DateTimeOffset at, TimeSpan every) => new(at.UtcTicks - (at.UtcTicks % every.Ticks), TimeSpan.Zero);
}
