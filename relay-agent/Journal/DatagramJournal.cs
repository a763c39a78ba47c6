using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Journal;

/// <summary>
/// Datagrams on disk, from when they are accepted until Service Bus has them: checksummed records in segments, appended by one
/// thread, read and acknowledged in order by another, synced by a third that neither of them waits for.
/// </summary>
internal sealed partial class DatagramJournal : IDisposable
{
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
    private bool namesDirty = true;

    private DatagramJournal(IJournalDisk disk, JournalLimits limits, ILogger logger, Checkpoint checkpoint, JournalRecovery.Found found)
    {
        this.disk = disk;
        this.limits = limits;
        this.logger = logger;
        this.checkpoint = checkpoint;
        segments = found.Segments;
        nextSequence = Math.Max(found.NextSequence, checkpoint.Value);
        bytes = segments.Sum(segment => segment.Length);
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
        var target = active;
        if (target is null || target.Length + records.Length > limits.SegmentBytes)
        {
            if (bytes + records.Length + SegmentFormat.HeaderSize > limits.MaxBytes)
            {
                return AppendOutcome.Full;
            }

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
            target.Length += records.Length;
            target.Dirty = true;
            bytes += records.Length;
            nextSequence = sequence;
        }

        Signal();
        return AppendOutcome.Accepted;
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

    /// <summary>Makes all that was appended and acknowledged before survive a power cut, and removes acknowledged segments.</summary>
    /// <exception cref="IOException">The disk refuses; the same call may succeed later.</exception>
    public void Sync()
    {
        List<Segment> dirty;
        bool names;
        lock (gate)
        {
            dirty = [.. segments.Where(segment => segment.Dirty)];
            dirty.ForEach(segment => segment.Dirty = false);
            (names, namesDirty) = (namesDirty, false);
        }

        try
        {
            dirty.ForEach(SyncFile);
            if (names)
            {
                disk.Sync();
            }
        }
        catch (IOException)
        {
            lock (gate)
            {
                dirty.ForEach(segment => segment.Dirty = true);
                namesDirty |= names;
            }

            throw;
        }

        CloseRetired();
        DeleteBelow(checkpoint.Sync());
    }

    /// <summary>The segment that starts at or after a number, and where its accepted records end; null when there is none.</summary>
    public (Segment Segment, long End)? SegmentFrom(long firstSequence)
    {
        lock (gate)
        {
            return segments.Find(segment => segment.FirstSequence >= firstSequence) is { } found ? (found, found.Length) : null;
        }
    }

    /// <summary>Opens a segment's file to read.</summary>
    public IJournalFile OpenToRead(Segment segment) => disk.Open(segment.Name);

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

    private Segment Begin()
    {
        if (active is not null)
        {
            Retire(active);
        }

        var segment = new Segment(nextSequence, SegmentFormat.HeaderSize);
        var file = disk.Create(segment.Name);
        try
        {
            file.Write(0, SegmentFormat.Header(segment.FirstSequence, Salt));
        }
        catch (IOException)
        {
            file.Dispose();
            throw;
        }

        segment.File = file;
        segment.Dirty = true;
        lock (gate)
        {
            // A segment that a failed write left without a record has the same name, and was just overwritten.
            segments.RemoveAll(former => former.FirstSequence == segment.FirstSequence);
            segments.Add(segment);
            bytes = segments.Sum(each => each.Length);
            namesDirty = true;
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
                if (segments.Count == 0 || segments[0] == active || (segments.Count > 1 ? segments[1].FirstSequence : nextSequence) > sequence)
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
    }
}
