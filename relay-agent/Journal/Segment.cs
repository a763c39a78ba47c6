using System.Buffers;

namespace Butler.RelayAgent.Journal;

/// <summary>A file of the journal. Its length grows only by complete records; bytes beyond it were never accepted.</summary>
internal sealed class Segment : IComparable<Segment>
{
    /// <summary>Larger buffers are released after their content is synced to disk.</summary>
    private const int KeptCapacity = 512 * 1024;

    private readonly int order;
    private ArrayBufferWriter<byte>? tail;

    private Segment(long firstSequence, int copy, long length)
    {
        FirstSequence = firstSequence;
        Copy = order = copy;
        Length = Synced = length;
    }

    /// <summary>The number of its first record.</summary>
    public long FirstSequence { get; }

    /// <summary>How often the segment was written again to a new file.</summary>
    public int Copy { get; private set; }

    /// <summary>The file's name.</summary>
    public string Name => SegmentFormat.NameOf(FirstSequence, Copy);

    /// <summary>The end of the accepted records, in bytes. Guarded by the journal's lock.</summary>
    public long Length { get; private set; }

    /// <summary>The end of the synced bytes; later bytes are kept in memory. Guarded by the journal's lock.</summary>
    public long Synced { get; private set; }

    /// <summary>The file while it is written; null once it is complete and synced.</summary>
    public IJournalFile? File { get; set; }

    /// <summary>Whether written bytes are not synced yet. Guarded by the journal's lock.</summary>
    public bool Dirty { get; set; }

    /// <summary>Whether the file's name is not synced yet. Guarded by the journal's lock.</summary>
    public bool IsNameDirty { get; set; } = true;

    /// <summary>
    /// Whether a sync failed: the written bytes may be missing, even if a later sync succeeds. Guarded by the journal's lock.
    /// </summary>
    public bool InDoubt { get; set; }

    /// <summary>The bytes that are only reliable in memory.</summary>
    public ReadOnlySpan<byte> Tail => tail is null ? default : tail.WrittenSpan;

    /// <summary>Begins a segment.</summary>
    public static Segment Begin(long firstSequence, int copy, ReadOnlySpan<byte> header)
    {
        var segment = new Segment(firstSequence, copy, length: 0);
        segment.Append(header);
        return segment;
    }

    /// <summary>A segment of an earlier process: it is unknown whether it was synced, and its bytes are not in memory.</summary>
    public static Segment Found(long firstSequence, int copy, long length) => new(firstSequence, copy, length) { Dirty = true };

    /// <summary>The reading order, which does not change when a segment is written again.</summary>
    public int CompareTo(Segment? other) => other is null ? 1 : (FirstSequence, order).CompareTo((other.FirstSequence, other.order));

    /// <summary>Records bytes that were written at the end.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        tail ??= new ArrayBufferWriter<byte>();
        tail.Write(bytes);
        Length += bytes.Length;
        Dirty = true;
    }

    /// <summary>Records that the file is synced up to an offset.</summary>
    public void NoteSynced(long upTo)
    {
        var rest = Tail[(int)Math.Max(0, upTo - Synced)..].ToArray();
        Synced = Math.Max(Synced, upTo);
        if (rest.Length == 0 && tail is { Capacity: <= KeptCapacity })
        {
            tail.ResetWrittenCount();
            return;
        }

        tail = null;
        if (rest.Length > 0)
        {
            tail = new ArrayBufferWriter<byte>();
            tail.Write(rest);
        }
    }

    /// <summary>Records that the whole segment is synced in a new file.</summary>
    /// <param name="copy">The new file's number.</param>
    public void MoveTo(int copy)
    {
        NoteSynced(Length);
        (Copy, File, Dirty, IsNameDirty, InDoubt) = (copy, null, false, false, false);
    }
}
