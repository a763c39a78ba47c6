namespace Butler.RelayAgent.Journal;

/// <summary>The segments of an open journal, shared by the thread that appends, the one that reads and the one that syncs.</summary>
internal sealed class JournalSegments(JournalRecovery.Found found, long firstWaiting)
{
    /// <summary>Held while records are appended. Taken before <see cref="Gate"/>.</summary>
    public Lock Appending { get; } = new();

    /// <summary>Guards everything below and the state of each segment.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The segments, in reading order.</summary>
    public List<Segment> All { get; } = found.Segments;

    /// <summary>The segment that records are appended to; null before the next one begins.</summary>
    public Segment? Active { get; set; }

    /// <summary>The number of the next record.</summary>
    public long NextSequence { get; set; } = Math.Max(found.NextSequence, firstWaiting);

    /// <summary>The size of all segments together.</summary>
    public long Bytes { get; set; } = found.Segments.Sum(segment => segment.Length);

    /// <summary>The highest copy number of a rewritten segment. Used only by the sync thread.</summary>
    public int Copies { get; set; } = found.Segments.Select(segment => segment.Copy).DefaultIfEmpty().Max();

    /// <summary>
    /// The first segment at or after a given one, and the end of its accepted records; null when there is none.
    /// </summary>
    /// <param name="from">The segment; null for the very first.</param>
    /// <param name="after">Whether it must come after it.</param>
    public (Segment Segment, long End)? From(Segment? from, bool after)
    {
        lock (Gate)
        {
            return All.Find(segment => segment.CompareTo(from) >= (after ? 1 : 0)) is { } found ? (found, found.Length) : null;
        }
    }

    /// <summary>Whether the file is reliable at an offset; if not, memory has the written bytes.</summary>
    public bool IsTrusted(Segment segment, long at)
    {
        lock (Gate)
        {
            return !segment.InDoubt && at < segment.Synced;
        }
    }
}
