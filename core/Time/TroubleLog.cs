namespace Butler.Core.Time;

/// <summary>Decides when lasting trouble is worth another log line: when it starts, every five minutes, and once when it ends.</summary>
/// <param name="time">The clock.</param>
public sealed class TroubleLog(TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private long? since;
    private long told;

    /// <summary>Whether there is trouble now.</summary>
    public bool IsOn => since is not null;

    /// <summary>Trouble was met again: whether to say so.</summary>
    public bool Tell()
    {
        var now = time.GetTimestamp();
        if (since is not null && time.GetElapsedTime(told, now) < Every)
        {
            return false;
        }

        since ??= now;
        told = now;
        return true;
    }

    /// <summary>It works: how long the trouble lasted, or null when there was none.</summary>
    public TimeSpan? End()
    {
        var started = since;
        since = null;
        return started is { } start ? time.GetElapsedTime(start) : null;
    }
}
