namespace Butler.Core.Time;

/// <summary>
/// Decides which of many similar faults to log: the first one, then one in each interval, and one line when the problem has ended.
/// This class is thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="interval">The time between two lines; null: five minutes.</param>
public sealed class QuietLog(TimeProvider time, TimeSpan? interval = null)
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private long? since;
    private long written;
    private int unwritten;

    /// <summary>Records a fault.</summary>
    /// <returns>Whether to write a line about it.</returns>
    public bool IsDue() => IsDue(out _);

    /// <summary>Records a fault.</summary>
    /// <param name="more">The number of faults since the last line, when a line is due.</param>
    /// <returns>Whether to write a line about it.</returns>
    public bool IsDue(out int more)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            if (since is not null && time.GetElapsedTime(written, now) < (interval ?? DefaultInterval))
            {
                more = 0;
                unwritten++;
                return false;
            }

            since ??= now;
            (more, unwritten, written) = (unwritten, 0, now);
            return true;
        }
    }

    /// <summary>Records a success: the next fault counts as the first.</summary>
    /// <returns>How long the problem lasted; null if there was none.</returns>
    public TimeSpan? End()
    {
        lock (gate)
        {
            var started = since;
            (since, unwritten) = (null, 0);
            return started is { } start ? time.GetElapsedTime(start) : null;
        }
    }
}
