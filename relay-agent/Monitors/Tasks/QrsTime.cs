using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>The time of a look, at QRS, and whether its clock jumped since the look before.</summary>
/// <param name="clock">QRS's clock.</param>
/// <param name="time">The clock of this machine; only its timer is used, which does not jump.</param>
internal sealed class QrsTime(QrsClock clock, TimeProvider time)
{
    /// <summary>A smaller jump is the correction of a clock, and shorter than what a task may be late.</summary>
    private static readonly TimeSpan Jump = TimeSpan.FromMinutes(2);

    private long looked;

    /// <summary>The time of the look.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Takes the time of a look.</summary>
    /// <returns>The time over which the clock jumped; null when it did not.</returns>
    public (DateTimeOffset From, DateTimeOffset To)? Look()
    {
        var (before, stamp) = (Now, looked);
        (Now, looked) = (clock.UtcNow, time.GetTimestamp());
        return before != default && Now - before > time.GetElapsedTime(stamp, looked) + Jump ? (before, Now) : null;
    }
}
