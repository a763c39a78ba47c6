using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Loops;

namespace Butler.RelayAgent.Health;

/// <summary>
/// Whether every part of the relay really moves: each loop and thread has reported lately, and of what the listener received
/// something was written or refused. A process that merely exists is not alive.
/// </summary>
internal sealed class Liveness(RelayCounts counts, IEnumerable<LoopProgress> loops, TimeProvider time)
{
    /// <summary>A disk may stall for a while, and what waits in memory is lost when the relay is killed.</summary>
    private static readonly TimeSpan MaxStalled = TimeSpan.FromMinutes(2);

    private long writtenBefore = -1;
    private long movedAt = time.GetTimestamp();

    /// <summary>The parts that do not move; null when the relay is alive. One caller at a time.</summary>
    public string? Stalled()
    {
        var written = counts.Accepted + counts.Refused;
        if (written != writtenBefore || written + counts.Empty >= counts.Received)
        {
            movedAt = time.GetTimestamp();
        }

        writtenBefore = written;
        string[] stalled =
        [
            .. loops.Where(loop => loop.IsStalled).Select(loop => loop.Name),
            .. time.GetElapsedTime(movedAt) < MaxStalled ? (string[])[] : ["journal writer"],
        ];
        return stalled is [] ? null : string.Join(", ", stalled);
    }
}
