using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Loops;

namespace Butler.RelayAgent.Health;

/// <summary>
/// Checks whether every part of the relay makes progress: each loop and thread has reported recently, and received datagrams were written
/// or refused. A process that only exists is not alive.
/// </summary>
internal sealed class Liveness(RelayCounts counts, IEnumerable<LoopProgress> loops, TimeProvider time)
{
    /// <summary>
    /// How long writing may stall: a disk may be slow, and waiting datagrams in memory are lost when the relay is killed.
    /// </summary>
    private static readonly TimeSpan MaxStalled = TimeSpan.FromMinutes(2);

    private long writtenBefore = -1;
    private long movedAt = time.GetTimestamp();

    /// <summary>The stalled parts; null when the relay is alive. Not thread-safe.</summary>
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
