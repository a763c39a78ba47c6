using System.Globalization;
using Butler.Core.Commands;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>
/// Knows which slot of the clock is due, and keeps it on disk. A slot is due from its beginning until it is done; slots that passed while
/// the relay was off count as the current one.
/// </summary>
internal sealed class ReleaseBook(LicenseReleaseOptions options, MonitorFile<ReleaseState> file, TimeProvider time)
    : IHeartbeatPart, IWarningSource
{
    /// <summary>A relay gets its turn within two heartbeats.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private (DateTimeOffset Slot, long Since)? waiting;
    private string? problem;
    private bool isRunning;

    /// <summary>The current slot: the beginning of the interval of the clock, UTC.</summary>
    public DateTimeOffset Current
    {
        get
        {
            var now = time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % options.Every.Ticks));
        }
    }

    /// <summary>What is remembered; null before the first start.</summary>
    public ReleaseState? State
    {
        get
        {
            lock (gate)
            {
                return file.Value;
            }
        }
    }

    /// <summary>The slot that is due now; null when none is.</summary>
    public DateTimeOffset? Due
    {
        get
        {
            lock (gate)
            {
                if (file.Value is not { Run: null } state || isRunning || state.Done >= Current || state.NotBefore > time.GetUtcNow())
                {
                    waiting = null;
                    return null;
                }

                if (waiting?.Slot != Current)
                {
                    waiting = (Current, time.GetTimestamp());
                }

                return Current;
            }
        }
    }

    public IEnumerable<string> Warnings
    {
        get
        {
            if (problem is { } said)
            {
                yield return $"The release of access licenses was put off: {said}";
            }

            if (Due is { } due && waiting is { } since && time.GetElapsedTime(since.Since) > Patience)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"The release of access licenses of {due:yyyy-MM-dd HH:mm}Z waits: the function app has not given this relay its turn. "
                        + $"Check that the function app runs and has BUTLER_COMMAND_KEY, and that commands.key is this relay's");
            }
        }
    }

    public Heartbeat Fill(Heartbeat heartbeat) => heartbeat with { LicenseReleaseDue = Due };

    /// <summary>
    /// Notes the current slot as done at the first start ever, and after a clock that was ahead. The next slot is then the first to run.
    /// </summary>
    /// <returns>Whether it was noted.</returns>
    public bool Begin()
    {
        lock (gate)
        {
            return (file.Value is null || file.Value.Done > Current)
                && file.Save((file.Value ?? new ReleaseState { Done = Current }) with { Done = Current, NotBefore = null, PutOffs = 0 });
        }
    }

    /// <summary>Changes what is remembered.</summary>
    /// <returns>Whether the change is on disk.</returns>
    public bool Save(Func<ReleaseState, ReleaseState> change)
    {
        lock (gate)
        {
            return file.Save(change(file.Value ?? new ReleaseState { Done = Current }));
        }
    }

    /// <summary>Keeps a run and its open licenses.</summary>
    /// <exception cref="MonitorException">It is not on disk, so nothing may be deleted.</exception>
    public void Keep(ReleaseRun run, IReadOnlyList<ReleaseItem> open)
    {
        if (!Save(state => state with { Run = run, Unsettled = [.. open] }))
        {
            throw new MonitorException("what the release of access licenses is about to do could not be written to disk");
        }
    }

    /// <summary>Notes a slot as done.</summary>
    /// <returns>Whether it is on disk.</returns>
    public bool Finish(DateTimeOffset slot)
    {
        problem = null;
        return Save(state => state with { Done = Later(state.Done, slot), NotBefore = null, PutOffs = 0, Run = null });
    }

    /// <summary>Puts the due slot off, longer each time.</summary>
    public void PutOff(string reason)
    {
        problem = reason;
        Save(state => state with { NotBefore = time.GetUtcNow() + Pause(state.PutOffs), PutOffs = state.PutOffs + 1 });
    }

    /// <summary>While a run is under way, no slot is due.</summary>
    public void Running(bool isUnderWay)
    {
        lock (gate)
        {
            isRunning = isUnderWay;
        }
    }

    private static TimeSpan Pause(int before)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(before, 10));
        return pause < LongestPause ? pause : LongestPause;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
