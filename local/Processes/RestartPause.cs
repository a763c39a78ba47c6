namespace Butler.Local.Processes;

/// <summary>
/// The pauses before restarts of a child: short at first, longer while it keeps ending, short again after it has run for a while.
/// </summary>
internal sealed class RestartPause(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);

    private TimeSpan next = First;
    private long started;

    public void Started() => started = time.GetTimestamp();

    public TimeSpan Next()
    {
        if (time.GetElapsedTime(started) >= Healthy)
        {
            next = First;
        }

        var pause = next;
        next = TimeSpan.FromTicks(Math.Min(next.Ticks * 2, Longest.Ticks));
        return pause;
    }
}
