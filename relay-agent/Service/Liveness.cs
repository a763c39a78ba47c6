namespace Butler.RelayAgent.Service;

/// <summary>
/// Whether listener and journal really move: the listener has been round since it was last asked, and of what it received
/// something was written or refused. A process that merely exists is not alive.
/// </summary>
internal sealed class Liveness(RelayCounts counts, Func<long> rounds, TimeProvider time)
{
    /// <summary>A disk may stall for a while, and what waits in memory is lost when the relay is killed.</summary>
    private static readonly TimeSpan MostStalled = TimeSpan.FromMinutes(2);

    private long roundsBefore = -1;
    private long writtenBefore = -1;
    private long movedAt = time.GetTimestamp();

    /// <summary>Asks; to be called no more often than once a second.</summary>
    public bool IsAlive()
    {
        var (roundsNow, written) = (rounds(), counts.Accepted + counts.Refused);
        if (written != writtenBefore || written + counts.Empty >= counts.Received)
        {
            movedAt = time.GetTimestamp();
        }

        var listens = roundsNow != roundsBefore;
        (roundsBefore, writtenBefore) = (roundsNow, written);
        return listens && time.GetElapsedTime(movedAt) < MostStalled;
    }
}
