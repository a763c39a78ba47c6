namespace Butler.RelayAgent.Journal;

/// <summary>Reads the journal in order, from its checkpoint. Not thread-safe.</summary>
internal sealed class JournalReader(DatagramJournal journal) : IDisposable
{
    private byte[] buffer = new byte[128 * 1024];
    private Segment? segment;
    private IJournalFile? file;
    private string? openName;
    private long offset;
    private long nextSequence = journal.FirstWaiting;

    /// <summary>Reads the available records, without waiting.</summary>
    /// <param name="into">Filled with records, valid until the next call; left empty when there is nothing new.</param>
    /// <param name="most">The maximum number of records.</param>
    /// <exception cref="IOException">A disk error; the same call may succeed later.</exception>
    public void Read(List<JournalRecord> into, int most)
    {
        into.Clear();
        while (into.Count == 0 && Locate() is { } end)
        {
            ReadWindow(into, most, end);
        }
    }

    public void Dispose() => file?.Dispose();

    /// <summary>Goes to the segment with unread bytes; null when all is read.</summary>
    private long? Locate()
    {
        var after = false;
        while (journal.SegmentFrom(segment, after) is var (found, end))
        {
            if (found != segment)
            {
                (segment, offset) = (found, SegmentFormat.HeaderSize);
            }

            Open(found.Name); // a rewritten segment has its records at the same offsets in another file
            if (offset < end)
            {
                return end;
            }

            after = true;
            if (journal.SegmentFrom(found, after) is null)
            {
                return null;
            }
        }

        return null;
    }

    private void Open(string name)
    {
        if (name == openName)
        {
            return;
        }

        file?.Dispose();
        (file, openName) = (null, null);
        file = journal.OpenToRead(name);
        openName = name;
    }

    private void ReadWindow(List<JournalRecord> into, int most, long end)
    {
        var filled = file!.Read(offset, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - offset)));
        var used = 0;
        while (used < filled && into.Count < most)
        {
            var state = RecordFormat.Judge(buffer.AsSpan(used, filled - used), journal.Salt, segment!.FirstSequence, out var size);
            if (state == RecordState.Incomplete && used > 0 && offset + filled < end)
            {
                break; // the next window starts with it
            }

            if (state != RecordState.Good)
            {
                if (into.Count == 0)
                {
                    Skip(offset + used, end);
                    return;
                }

                break; // deliver the valid records first
            }

            var record = RecordFormat.Read(buffer.AsMemory(used, size));
            if (record.Sequence >= nextSequence)
            {
                nextSequence = record.Sequence + 1;
                into.Add(record);
            }

            used += size;
        }

        offset += used;
    }

    private void Skip(long from, long end)
    {
        if (!journal.IsTrusted(segment!, from))
        {
            // The file may have lost the record, but memory has it: after the segment is synced or rewritten, the record is read from
            // there.
            throw new IOException($"The segment {segment!.Name} is not on disk yet.");
        }

        var next = SegmentScan.FindNext(file!, from + 1, end, journal.Salt, segment!.FirstSequence);
        var to = next ?? end;
        journal.KeepDamage(segment, file!, from, to, LostBefore(next));
        offset = to;
    }

    private long LostBefore(long? next)
    {
        if (next is { } at)
        {
            Span<byte> header = stackalloc byte[RecordFormat.HeaderSize];
            file!.Read(at, header);
            return Math.Max(0, RecordFormat.SequenceOf(header) - nextSequence);
        }

        var following = journal.SegmentFrom(segment, after: true)?.Segment.FirstSequence ?? nextSequence;
        return Math.Max(0, following - nextSequence);
    }
}
