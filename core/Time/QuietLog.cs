namespace Butler.Core.Time;

/// <summary>
/// Decides which of many similar faults are worth a log line: the first, then one in each interval, and one when the trouble has ended.
/// Any thread may call it.
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

    /// <summary>Notes a fault.</summary>
    /// <returns>Whether to write a line about it.</returns>
    public bool IsDue() => IsDue(out _);

    /// <summary>Notes a fault.</summary>
    /// <param name="more">Where a line is to be written: the number of faults since the last line.</param>
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

    /// <summary>Notes that it works again: the next fault is a first one.</summary>
    /// <returns>How long the trouble lasted; null where there was none.</returns>
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
