using System.Collections.Concurrent;

namespace Butler.Functions.Queues;

/// <summary>
/// Decides which of many like complaints are worth a line: the first, and then one in half a minute with the number of those between.
/// A table service that is away for a minute would otherwise fill the log with a line for each message.
/// </summary>
internal sealed class RepeatedTrouble(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, Entry> entries = new();

    /// <summary>Whether to write a line about this, and how many were not written since the last one.</summary>
    /// <param name="about">What is the same in all of them, such as a function's or channel's name.</param>
    /// <param name="unwritten">The number of complaints since the last line.</param>
    public bool IsWorthALine(string about, out int unwritten)
    {
        var entry = entries.GetOrAdd(about, static _ => new Entry());
        lock (entry)
        {
            if (entry.Written is { } written && time.GetElapsedTime(written) < Interval)
            {
                entry.Unwritten++;
                unwritten = 0;
                return false;
            }

            (unwritten, entry.Unwritten, entry.Written) = (entry.Unwritten, 0, time.GetTimestamp());
            return true;
        }
    }

    private sealed class Entry
    {
        public long? Written { get; set; }

        public int Unwritten { get; set; }
    }
}
