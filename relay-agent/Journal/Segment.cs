using System.Buffers;

namespace Butler.RelayAgent.Journal;

/// <summary>A file of the journal. Its length grows only by whole records; what lies beyond it was never accepted.</summary>
internal sealed class Segment : IComparable<Segment>
{
    /// <summary>More memory than this is given back once what it held is on the platter.</summary>
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

    /// <summary>How often it was written again to a new file.</summary>
    public int Copy { get; private set; }

    /// <summary>The file's name.</summary>
    public string Name => SegmentFormat.NameOf(FirstSequence, Copy);

    /// <summary>Where the accepted records end, in bytes. Guarded by the journal's lock.</summary>
    public long Length { get; private set; }

    /// <summary>Up to where the file can be trusted, in bytes; what follows is kept in memory. Guarded by the journal's lock.</summary>
    public long Synced { get; private set; }

    /// <summary>The file while it is written; null once it is complete and synced.</summary>
    public IJournalFile? File { get; set; }

    /// <summary>Whether bytes were written that a power cut could still take. Guarded by the journal's lock.</summary>
    public bool Dirty { get; set; }

    /// <summary>Whether a power cut could take the file's name. Guarded by the journal's lock.</summary>
    public bool IsNameDirty { get; set; } = true;

    /// <summary>Whether a sync failed: the file may never hold what was written to it, whatever a later sync says. Guarded by the journal's lock.</summary>
    public bool InDoubt { get; set; }

    /// <summary>The bytes that only memory is sure to hold.</summary>
    public ReadOnlySpan<byte> Tail => tail is null ? default : tail.WrittenSpan;

    /// <summary>A segment that is begun now.</summary>
    public static Segment Begin(long firstSequence, int copy, ReadOnlySpan<byte> header)
    {
        var segment = new Segment(firstSequence, copy, length: 0);
        segment.Append(header);
        return segment;
    }

    /// <summary>A segment that an earlier process wrote: nobody knows whether it was synced, and memory holds nothing of it.</summary>
    public static Segment Found(long firstSequence, int copy, long length) => new(firstSequence, copy, length) { Dirty = true };

    /// <summary>The order in which segments are read. It stays when a segment is written again.</summary>
    public int CompareTo(Segment? other) => other is null ? 1 : (FirstSequence, order).CompareTo((other.FirstSequence, other.order));

    /// <summary>Notes that bytes were written behind its end.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        tail ??= new ArrayBufferWriter<byte>();
        tail.Write(bytes);
        Length += bytes.Length;
        Dirty = true;
    }

    /// <summary>Notes that the file is on the platter up to a place.</summary>
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

    /// <summary>Notes that all of it lies in a new file, on the platter.</summary>
    /// <param name="copy">The new file's number.</param>
    public void MoveTo(int copy)
    {
        NoteSynced(Length);
        (Copy, File, Dirty, IsNameDirty, InDoubt) = (copy, null, false, false, false);
    }
}
