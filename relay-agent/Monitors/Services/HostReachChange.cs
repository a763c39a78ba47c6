namespace Butler.RelayAgent.Monitors.Services;

/// <summary>Decides when a host that cannot be asked is told.</summary>
internal static class HostReachChange
{
    /// <summary>A host is told at this failed look in a row.</summary>
    public const int FailedLooks = 3;

    /// <summary>A host that said that it shuts down gets this long to come back.</summary>
    public static readonly TimeSpan Restart = TimeSpan.FromMinutes(10);

    /// <summary>Judges a look that failed.</summary>
    /// <param name="before">What is remembered.</param>
    /// <param name="isShutdown">Whether the host said that it shuts down.</param>
    /// <param name="lookedAt">The last look that it answered.</param>
    /// <param name="now">The time of this look.</param>
    /// <returns>What to remember, and whether to tell it.</returns>
    public static (HostReach Next, bool IsNews) Failed(HostReach before, bool isShutdown, DateTimeOffset? lookedAt, DateTimeOffset now)
    {
        var next = before with
        {
            FailedLooks = Math.Min(before.FailedLooks + 1, FailedLooks),
            ShutDownAt = isShutdown ? before.ShutDownAt ?? now : before.ShutDownAt,
            Since = before.FailedLooks == 0 ? lookedAt : before.Since,
        };
        var isNews = !before.IsDown && next.FailedLooks == FailedLooks && !(now - next.ShutDownAt < Restart);
        return (next with { IsDown = before.IsDown || isNews }, isNews);
    }
}
