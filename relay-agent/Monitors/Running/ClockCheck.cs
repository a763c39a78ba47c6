namespace Butler.RelayAgent.Monitors.Running;

/// <summary>
/// Detects that the machine's clock was moved, by a comparison with the time that really passed. A monitor that compares dates then waits
/// for its next look, so that a wrong clock which is soon put right raises no alert.
/// </summary>
internal sealed class ClockCheck(TimeProvider time)
{
    /// <summary>The usual corrections of a clock are smaller.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(15);

    private (DateTimeOffset Clock, long Timestamp)? last;

    /// <summary>Compares with the last look.</summary>
    /// <exception cref="MonitorException">The clock was moved since the last look.</exception>
    public void Check()
    {
        var now = (Clock: time.GetUtcNow(), Timestamp: time.GetTimestamp());
        var before = last;
        last = now;
        if (before is not { } then)
        {
            return;
        }

        var moved = now.Clock - then.Clock - time.GetElapsedTime(then.Timestamp, now.Timestamp);
        if (moved.Duration() > Tolerance)
        {
            var direction = moved > TimeSpan.Zero ? "forwards" : "back";
            throw new MonitorException(
                $"the clock of this machine moved {direction} by {moved.Duration():d\\.hh\\:mm\\:ss} since the last look, so dates are not "
                + "compared before the next look. Check the time of this machine");
        }
    }
}
