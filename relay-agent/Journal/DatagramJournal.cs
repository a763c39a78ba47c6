using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Journal;

/// <summary>
/// Datagrams on disk, from when they are accepted until Service Bus has them: checksummed records in segments, appended by one
/// thread, read and acknowledged in order by another, synced by a third that neither of them waits for.
/// </summary>
internal sealed partial class DatagramJournal : IDisposable
{
    private readonly IJournalDisk disk;
    private readonly ILogger logger;
    private readonly Checkpoint checkpoint;
    private readonly JournalSegments segments;
    private readonly JournalAppender appender;
    private readonly JournalSync sync;
    private readonly SemaphoreSlim arrived = new(0, 1);

    private DatagramJournal(IJournalDisk disk, JournalLimits limits, ILogger logger, Checkpoint checkpoint, JournalRecovery.Found found)
    {
        this.disk = disk;
        this.logger = logger;
        this.checkpoint = checkpoint;
        segments = new JournalSegments(found, checkpoint.Value);
        appender = new JournalAppender(segments, disk, limits, checkpoint.Salt, logger);
        sync = new JournalSync(segments, disk, logger);
    }

    /// <summary>Signalled when records came that the reader has not seen.</summary>
    public SemaphoreSlim Arrived => arrived;

    /// <summary>How many records are accepted and not acknowledged.</summary>
    public long Waiting
    {
        get
        {
            lock (segments.Gate)
            {
                return Math.Max(0, segments.NextSequence - checkpoint.Value);
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
        var outcome = appender.Append(records);
        if (outcome == AppendOutcome.Accepted)
        {
            Signal();
        }

        return outcome;
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
        sync.Run();
        sync.DeleteBelow(checkpoint.Sync());
    }

    /// <inheritdoc cref="JournalSegments.From"/>
    public (Segment Segment, long End)? SegmentFrom(Segment? from, bool after) => segments.From(from, after);

    /// <inheritdoc cref="JournalSegments.IsTrusted"/>
    public bool IsTrusted(Segment segment, long at) => segments.IsTrusted(segment, at);

    /// <summary>Opens a segment's file to read.</summary>
    public IJournalFile OpenToRead(string name) => disk.Open(name);

    /// <summary>Counts, logs and sets aside what cannot be read.</summary>
    /// <param name="segment">Where it lies.</param>
    /// <param name="file">That segment's file.</param>
    /// <param name="from">The first damaged byte.</param>
    /// <param name="to">The byte after the last.</param>
    /// <param name="lost">How many records were there, by the numbers before and after.</param>
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
        foreach (var segment in segments.All)
        {
            segment.File?.Dispose();
        }

        checkpoint.Dispose();
        arrived.Dispose();
    }

    private void Signal()
    {
        lock (segments.Gate)
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
    }
}
