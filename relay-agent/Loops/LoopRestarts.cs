using System.Collections.Concurrent;
using System.Globalization;
using Butler.RelayAgent.Counting;

namespace Butler.RelayAgent.Loops;

/// <summary>Counts the loops that failed and were started again.</summary>
internal sealed class LoopRestarts(RelayCounts counts, TimeProvider time) : IWarningSource
{
    /// <summary>A loop that ran this long has recovered: its next pause is the shortest one.</summary>
    public static readonly TimeSpan Steady = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Restarts> restarts = new();

    /// <summary>The loops that failed recently.</summary>
    public IEnumerable<string> Warnings => restarts
        .Where(each => time.GetElapsedTime(each.Value.At) < Steady)
        .OrderBy(each => each.Key, StringComparer.Ordinal)
        .Select(each => string.Create(
            CultureInfo.InvariantCulture,
            $"the {each.Key} failed {each.Value.Count} times since the start, last with {each.Value.Fault}, and starts itself again: see "
                + $"the relay's log"));

    /// <summary>Counts a failure.</summary>
    /// <returns>The number of failures of this loop since the start.</returns>
    public int Add(string loop, Exception fault)
    {
        counts.AddRestart();
        var now = time.GetTimestamp();
        return restarts.AddOrUpdate(
            loop,
            _ => new Restarts(1, now, fault.GetType().Name),
            (_, before) => new Restarts(before.Count + 1, now, fault.GetType().Name)).Count;
    }

    private sealed record Restarts(int Count, long At, string Fault);
}
