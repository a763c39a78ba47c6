using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Journal;

/// <summary>
/// Datagrams on disk, from when they are accepted until Service Bus has them: checksummed records in segments, appended by one
/// thread, read and acknowledged in order by another, synced by a third that neither of them waits for.
/// </summary>
internal sealed partial class DatagramJournal : IDisposable
{
    /// <summary>What is accepted and not on the platter is kept in memory too; beyond this, in bytes, nothing more is accepted.</summary>
    private const long MaxUnsynced = 64 * 1024 * 1024;

    private readonly Lock appending = new(); // taken before gate
    private readonly Lock gate = new();
    private readonly IJournalDisk disk;
    private readonly JournalLimits limits;
    private readonly ILogger logger;
    private readonly Checkpoint checkpoint;
    private readonly List<Segment> segments;
    private readonly SemaphoreSlim arrived = new(0, 1);
    private Segment? active;
    private long nextSequence;
    private long bytes;
    private int copies;

    private DatagramJournal(IJournalDisk disk, JournalLimits limits, ILogger logger, Checkpoint checkpoint, JournalRecovery.Found found)
    {
        this.disk = disk;
        this.limits = limits;
        this.logger = logger;
        this.checkpoint = checkpoint;
        segments = found.Segments;
        nextSequence = Math.Max(found.NextSequence, checkpoint.Value);
        bytes = segments.Sum(segment => segment.Length);
        copies = segments.Select(segment => segment.Copy).DefaultIfEmpty().Max();
    }

    /// <summary>Signalled when records came that the reader has not seen.</summary>
    public SemaphoreSlim Arrived => arrived;

    /// <summary>How many records are accepted and not acknowledged.</summary>
    public long Waiting
    {
        get
        {
            lock (gate)
            {
                return Math.Max(0, nextSequence - checkpoint.Value);
            }
        }
    }

    /// <summary>How many records could not be read any more.</summary>
    public long Damaged { get; private set; }

    /// <summary>The seed of the checksums.</summary>
    public uint Salt => checkpoint.Salt;

    /// <summary>The lowest record not yet acknowledged.</summary>
    public long FirstWaiting => checkpoint.Value;

    /// <summary>Opens the journal and puts right what a crash left: nothing that was accepted is lost by it.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static DatagramJournal Open(IJournalDisk disk, JournalLimits limits, Random random, ILogger<DatagramJournal> logger)
    {
        var checkpoint = Checkpoint.Open(disk, () => JournalRecovery.FindSalt(disk) ?? (uint)random.NextInt64(1, uint.MaxValue));
        return new DatagramJournal(disk, limits, logger, checkpoint, JournalRecovery.Run(disk, checkpoint, logger));
    }

    /// <summary>Appends records that lie one behind the other, with one write; numbers and checksums are filled in.</summary>
    /// <exception cref="IOException">The disk refuses. None was accepted; the same call may succeed later.</exception>
    public AppendOutcome Append(Span<byte> records)
    {
        lock (appending)
        {
            return AppendAlone(records);
        }
    }

    /// <summary>Says that Service Bus has every record up to this one.</summary>
    public void Acknowledge(long sequence)
    {
        try
        {
            checkpoint.Advance(sequence + 1);
        }
        catch (IOException failure)
        {
            Log.CheckpointNotWritten(logger, failure.Message); // the next sync writes it again
        }
    }

    /// <summary>
    /// Makes all that was appended and acknowledged before survive a power cut, and removes acknowledged segments. A sync that failed
    /// is never repeated: the system may have given up the pages that it could not write, and report success the next time. What is
    /// not sure to be on the platter is written again, to a new file.
    /// </summary>
    /// <exception cref="IOException">The disk refuses that too; the same call may succeed later.</exception>
    public void Sync()
    {
        List<(Segment Segment, long Length)> dirty;
        List<Segment> unnamed;
        lock (gate)
        {
            dirty = [.. segments.Where(segment => segment is { Dirty: true, InDoubt: false }).Select(segment => (segment, segment.Length))];
            dirty.ForEach(each => each.Segment.Dirty = false);
            unnamed = [.. segments.Where(segment => segment is { IsNameDirty: true, InDoubt: false })];
        }

        dirty.ForEach(each => SyncContent(each.Segment, each.Length));
        SyncNames(unnamed);
        WriteAgain();
        CloseRetired();
        DeleteBelow(checkpoint.Sync());
    }

    /// <summary>The first segment that is, or comes after, a segment, and where its accepted records end; null when there is none.</summary>
    /// <param name="from">The segment; null for the very first.</param>
    /// <param name="after">Whether it must come after it.</param>
    public (Segment Segment, long End)? SegmentFrom(Segment? from, bool after)
    {
        lock (gate)
        {
            return segments.Find(segment => segment.CompareTo(from) >= (after ? 1 : 0)) is { } found ? (found, found.Length) : null;
        }
    }

    /// <summary>Whether what a file holds at a place is what was written there: memory holds nothing better.</summary>
    public bool IsTrusted(Segment segment, long at)
    {
        lock (gate)
        {
            return !segment.InDoubt && at < segment.Synced;
        }
    }

    /// <summary>Opens a segment's file to read.</summary>
    public IJournalFile OpenToRead(string name) => disk.Open(name);

    /// <summary>Counts, tells and keeps aside what cannot be read.</summary>
    /// <param name="segment">Where it lies.</param>
    /// <param name="file">That segment's file.</param>
    /// <param name="from">The first damaged byte.</param>
    /// <param name="to">The byte after the last.</param>
    /// <param name="lost">How many records were there, told by the numbers before and after.</param>
    public void KeepDamage(Segment segment, IJournalFile file, long from, long to, long lost)
    {
        Damaged += lost;
        var name = $"{segment.FirstSequence:D19}-{from}.damaged";
        Log.Damage(logger, segment.Name, from, to - from, lost, name);
        try
        {
            var copy = new byte[to - from];
            var read = file.Read(from, copy);
            using var kept = disk.Create(name);
            kept.Write(0, copy.AsSpan(0, read));
        }
        catch (IOException failure)
        {
            Log.DamageNotKept(logger, name, failure.Message);
        }
    }

    public void Dispose()
    {
        foreach (var segment in segments)
        {
            segment.File?.Dispose();
        }

        checkpoint.Dispose();
        arrived.Dispose();
    }

    private AppendOutcome AppendAlone(Span<byte> records)
    {
        var target = active;
        if (target is null || target.Length + records.Length > limits.SegmentBytes)
        {
            if (bytes + records.Length + SegmentFormat.HeaderSize > limits.MaxBytes)
            {
                return AppendOutcome.Full;
            }

            ThrowIfTooMuchUnsynced();
            target = Begin();
        }
        else if (bytes + records.Length > limits.MaxBytes)
        {
            return AppendOutcome.Full;
        }

        var sequence = nextSequence;
        for (var rest = records; !rest.IsEmpty;)
        {
            var size = RecordFormat.SizeOf(rest);
            RecordFormat.Seal(rest[..size], sequence++, Salt);
            rest = rest[size..];
        }

        try
        {
            target.File!.Write(target.Length, records);
        }
        catch (IOException)
        {
            // Half of it may lie there. The next records go to a new segment, so that nothing good ever follows a torn record.
            Retire(target);
            throw;
        }

        lock (gate)
        {
            target.Append(records);
            bytes += records.Length;
            nextSequence = sequence;
        }

        Signal();
        return AppendOutcome.Accepted;
    }

    private void ThrowIfTooMuchUnsynced()
    {
        lock (gate)
        {
            if (segments.Sum(segment => segment.Length - segment.Synced) > MaxUnsynced)
            {
                throw new IOException("Too much waits to be synced to disk.");
            }
        }
    }

    private Segment Begin()
    {
        if (active is not null)
        {
            Retire(active);
        }

        // A segment that a failed write left without a record has the same number: its file is overwritten.
        var former = segments.FindLast(each => each.FirstSequence == nextSequence);
        var segment = Segment.Begin(nextSequence, former?.Copy ?? 0, SegmentFormat.Header(nextSequence, Salt));
        var file = disk.Create(segment.Name);
        try
        {
            file.Write(0, segment.Tail);
        }
        catch (IOException)
        {
            file.Dispose();
            throw;
        }

        segment.File = file;
        lock (gate)
        {
            segments.RemoveAll(each => each.FirstSequence == segment.FirstSequence);
            segments.Add(segment);
            bytes = segments.Sum(each => each.Length);
            active = segment;
        }

        return segment;
    }

    private void Retire(Segment segment)
    {
        try
        {
            if (segment.File!.Length > segment.Length)
            {
                segment.File.Truncate(segment.Length);
            }
        }
        catch (IOException failure)
        {
            Log.TailNotCut(logger, segment.Name, failure.Message); // harmless: its checksum does not fit, the reader stops before it
        }

        lock (gate)
        {
            // Only from now on may the thread that syncs close the file.
            active = null;
            segment.Dirty = true;
        }
    }

    private void SyncContent(Segment segment, long length)
    {
        try
        {
            SyncFile(segment);
            lock (gate)
            {
                segment.NoteSynced(length);
            }
        }
        catch (IOException failure)
        {
            Doubt([segment], failure);
        }
    }

    private void SyncNames(List<Segment> unnamed)
    {
        if (unnamed is [])
        {
            return;
        }

        try
        {
            disk.Sync();
            lock (gate)
            {
                unnamed.ForEach(segment => segment.IsNameDirty = false);
            }
        }
        catch (IOException failure)
        {
            Doubt(unnamed, failure);
        }
    }

    /// <summary>Nothing is appended to a file that is in doubt: the next records go to a new segment.</summary>
    private void Doubt(List<Segment> doubted, IOException failure)
    {
        Log.InDoubt(logger, string.Join(", ", doubted.Select(segment => segment.Name)), failure.Message);
        lock (appending)
        {
            lock (gate)
            {
                doubted.ForEach(segment => (segment.InDoubt, segment.Dirty) = (true, true));
                active = active is { InDoubt: true } ? null : active;
            }
        }
    }

    private void WriteAgain()
    {
        List<Segment> doubted;
        lock (gate)
        {
            doubted = [.. segments.Where(segment => segment.InDoubt)];
        }

        foreach (var segment in doubted)
        {
            WriteAgain(segment);
        }
    }

    /// <summary>Writes a segment to a new file: what was synced is read back, the rest comes from memory.</summary>
    private void WriteAgain(Segment segment)
    {
        var content = new byte[segment.Length];
        segment.Tail.CopyTo(content.AsSpan((int)segment.Synced));
        if (segment.Synced > 0)
        {
            using var before = disk.Open(segment.Name);
            before.Read(0, content.AsSpan(0, (int)segment.Synced));
        }

        var copy = ++copies;
        var name = SegmentFormat.NameOf(segment.FirstSequence, copy);
        try
        {
            using var file = disk.Create(name);
            file.Write(0, content);
            file.Sync();
            disk.Sync();
        }
        catch (IOException)
        {
            disk.Delete(name);
            throw;
        }

        Log.WrittenAgain(logger, segment.Name, name);
        IJournalFile? formerFile;
        string former;
        lock (appending)
        {
            lock (gate)
            {
                var isCurrent = segments.Contains(segment);
                (former, formerFile) = isCurrent ? (segment.Name, segment.File) : (name, null);
                if (isCurrent)
                {
                    segment.MoveTo(copy);
                }
            }
        }

        formerFile?.Dispose();
        disk.Delete(former);
    }

    private void SyncFile(Segment segment)
    {
        if (segment.File is { } open)
        {
            open.Sync();
            return;
        }

        using var file = disk.Open(segment.Name);
        file.Sync();
    }

    private void CloseRetired()
    {
        lock (gate)
        {
            foreach (var segment in segments.Where(segment => segment != active && !segment.Dirty))
            {
                segment.File?.Dispose();
                segment.File = null;
            }
        }
    }

    private void DeleteBelow(long sequence)
    {
        while (true)
        {
            Segment first;
            lock (gate)
            {
                if (segments.Count == 0 || segments[0] == active
                    || (segments.Find(each => each.FirstSequence > segments[0].FirstSequence)?.FirstSequence ?? nextSequence) > sequence)
                {
                    return;
                }

                first = segments[0];
                segments.RemoveAt(0);
                bytes -= first.Length;
            }

            first.File?.Dispose();
            disk.Delete(first.Name);
        }
    }

    private void Signal()
    {
        lock (gate)
        {
            if (arrived.CurrentCount == 0)
            {
                arrived.Release();
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The journal's segment {Segment} is damaged from byte {From} on, {Bytes} bytes with {Lost} datagrams; kept in {Name}")]
        public static partial void Damage(ILogger logger, string segment, long from, long bytes, long lost, string name);

        [LoggerMessage(2, LogLevel.Error, "What is damaged could not be kept in {Name}: {Error}")]
        public static partial void DamageNotKept(ILogger logger, string name, string error);

        [LoggerMessage(3, LogLevel.Warning, "The checkpoint could not be written, it will be tried again: {Error}")]
        public static partial void CheckpointNotWritten(ILogger logger, string error);

        [LoggerMessage(4, LogLevel.Warning, "The end of segment {Segment} could not be cut after a failed write: {Error}")]
        public static partial void TailNotCut(ILogger logger, string segment, string error);

        [LoggerMessage(5, LogLevel.Error, "The journal could not be synced to disk ({Error}); {Segments} will be written again to new files")]
        public static partial void InDoubt(ILogger logger, string segments, string error);

        [LoggerMessage(6, LogLevel.Warning, "The journal's segment {Segment} has been written again, to {Name}, and is synced to disk")]
        public static partial void WrittenAgain(ILogger logger, string segment, string name);
    }
}
