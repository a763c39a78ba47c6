using Butler.RelayAgent.Monitors.Services.Managers;

namespace Butler.RelayAgent.Monitors.Services;

/// <summary>Decides what a look at a service means: what to remember, and what to tell.</summary>
internal static class ServiceChange
{
    /// <summary>A pending status is told from this look in a row on.</summary>
    public const int PendingLooks = 4;

    /// <summary>
    /// A service that ran, and has not started since Windows did, is told as stopped from this look in a row on: Windows starts some only
    /// minutes after its own start.
    /// </summary>
    public const int NeverStartedLooks = 10;

    /// <summary>A service that is not found is told as stopped at this look in a row.</summary>
    public const int MissedLooks = 3;

    /// <summary>Judges a service that was read.</summary>
    /// <param name="before">What is remembered; null when it was never seen.</param>
    /// <param name="seen">What was read.</param>
    /// <param name="lookedAt">The last look before; null when there was none.</param>
    /// <param name="now">The time of this look.</param>
    public static (KnownService Next, ServiceAlert? Alert) Judge(
        KnownService? before, WinService seen, DateTimeOffset? lookedAt, DateTimeOffset now)
    {
        // An equal list is kept, so that an unchanged service is an equal record.
        if (before is not null && before.Last.Dependencies.SequenceEqual(seen.Dependencies))
        {
            seen = seen with { Dependencies = before.Last.Dependencies };
        }

        var known = (before ?? new KnownService(seen)) with { Last = seen, MissedLooks = 0 };
        return seen.State switch
        {
            WinServiceState.Running => Runs(known, now),
            WinServiceState.Stopped when IsUnstarted(known, seen) => WillStart(known, lookedAt),
            WinServiceState.Stopped or WinServiceState.Paused => Stands(known, seen, lookedAt, now),
            _ => Pends(known, seen.State.Text(), lookedAt),
        };
    }

    /// <summary>Judges a service that was seen before and is not there now.</summary>
    public static (KnownService Next, ServiceAlert? Alert) Missed(KnownService before, DateTimeOffset? lookedAt)
    {
        var known = Left(before, lookedAt) with { MissedLooks = Math.Min(before.MissedLooks + 1, MissedLooks) };
        return before.IsDown || known.MissedLooks < MissedLooks ? (known, null) : GoesDown(known, WinServiceStates.Unknown);
    }

    private static (KnownService Next, ServiceAlert? Alert) Runs(KnownService known, DateTimeOffset now)
    {
        var isChange = known.Status != WinServiceStates.Running;
        var isNews = known.IsDown || (isChange && known.Status != WinServiceStates.Unknown);
        return (
            Settled(known, WinServiceStates.Running, isChange ? now : known.Since, isDown: false),
            isNews ? new ServiceAlert(false, WinServiceStates.Running, known.Status, now) : null);
    }

    private static (KnownService Next, ServiceAlert? Alert) Stands(
        KnownService known, WinService seen, DateTimeOffset? lookedAt, DateTimeOffset now)
    {
        var status = seen.State.Text();
        if (known.Status == status)
        {
            return (Settled(known, status, known.Since, known.IsDown), null);
        }

        // The first look cannot know whether a service that people start by hand should run.
        var isFirst = known is { Status: WinServiceStates.Unknown, IsDown: false };
        var isByHand = seen.StartType is StartTypes.Manual or StartTypes.Disabled;

        // A service that hung or was gone has been told as down; that it now stands still is no news, unlike the change of two such states.
        var isTold = known.IsDown && known.Status is not (WinServiceStates.Stopped or WinServiceStates.Paused);
        DateTimeOffset? since = isFirst ? null : Left(known, lookedAt).LeftAt ?? now;
        return isTold || (isFirst && isByHand)
            ? (Settled(known, status, since, known.IsDown), null)
            : (Settled(known, status, since, isDown: true), new ServiceAlert(true, status, known.Status, since));
    }

    private static (KnownService Next, ServiceAlert? Alert) Pends(KnownService known, string status, DateTimeOffset? lookedAt)
    {
        var next = Left(known, lookedAt) with { PendingLooks = Math.Min(known.PendingLooks + 1, PendingLooks), UnstartedLooks = 0 };
        return known.IsDown || next.PendingLooks < PendingLooks ? (next, null) : GoesDown(next, status);
    }

    /// <summary>Whether a service ran before, and Windows has started since and has yet to start it.</summary>
    private static bool IsUnstarted(KnownService known, WinService seen) =>
        seen.Win32ExitCode == ScmErrors.NeverStarted && known.Status == WinServiceStates.Running
        && seen.StartType is not (StartTypes.Manual or StartTypes.Disabled);

    private static (KnownService Next, ServiceAlert? Alert) WillStart(KnownService known, DateTimeOffset? lookedAt)
    {
        var next = Left(known, lookedAt) with { UnstartedLooks = known.UnstartedLooks + 1, PendingLooks = 0 };
        return next.UnstartedLooks < NeverStartedLooks ? (next, null) : GoesDown(next, WinServiceStates.Stopped);
    }

    private static (KnownService Next, ServiceAlert? Alert) GoesDown(KnownService known, string status) => (
        known with { Status = status, Since = known.LeftAt, IsDown = true },
        new ServiceAlert(true, status, known.Status, known.LeftAt));

    private static KnownService Settled(KnownService known, string status, DateTimeOffset? since, bool isDown) =>
        known with { Status = status, Since = since, IsDown = isDown, PendingLooks = 0, UnstartedLooks = 0, LeftAt = null };

    /// <summary>Remembers when a known status was last seen.</summary>
    private static KnownService Left(KnownService known, DateTimeOffset? lookedAt) =>
        known.Status == WinServiceStates.Unknown ? known : known with { LeftAt = known.LeftAt ?? lookedAt };
}
