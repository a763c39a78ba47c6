using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Journal;

/// <summary>
/// Datagrams on disk, from their acceptance until Service Bus has accepted them: checksummed records in segments. One thread appends,
/// another reads and acknowledges in order, and a third syncs without delaying them.
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

    /// <summary>Signaled when there are records that the reader has not read.</summary>
    public SemaphoreSlim Arrived => arrived;

    /// <summary>The number of accepted, unacknowledged records.</summary>
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

    /// <summary>The size of all segments on disk, which counts towards the maximum size.</summary>
    public long Bytes
    {
        get
        {
            lock (segments.Gate)
            {
                return segments.Bytes;
            }
        }
    }

    /// <summary>The number of unreadable records.</summary>
    public long Damaged { get; private set; }

    /// <summary>The seed of the checksums.</summary>
    public uint Salt => checkpoint.Salt;

    /// <summary>The lowest record not yet acknowledged.</summary>
    public long FirstWaiting => checkpoint.Value;

    /// <summary>Opens the journal and repairs the effects of a crash, without losing accepted records.</summary>
    /// <exception cref="IOException">A disk error.</exception>
    public static DatagramJournal Open(IJournalDisk disk, JournalLimits limits, Random random, ILogger<DatagramJournal> logger)
    {
        var checkpoint = Checkpoint.Open(disk, () => JournalRecovery.FindSalt(disk) ?? (uint)random.NextInt64(1, uint.MaxValue));
        return new DatagramJournal(disk, limits, logger, checkpoint, JournalRecovery.Run(disk, checkpoint, logger));
    }

    /// <summary>Appends consecutive records with one write; numbers and checksums are filled in.</summary>
    /// <exception cref="IOException">A disk error. No record was accepted; the same call may succeed later.</exception>
    public AppendOutcome Append(Span<byte> records)
    {
        var outcome = appender.Append(records);
        if (outcome == AppendOutcome.Accepted)
        {
            Signal();
        }

        return outcome;
    }

    /// <summary>Acknowledges all records up to this one.</summary>
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

    /// <summary>Syncs all appended records and the checkpoint to disk, and removes acknowledged segments.</summary>
    /// <exception cref="IOException">A disk error; the same call may succeed later.</exception>
    public void Sync()
    {
        sync.Run();
        sync.DeleteBelow(checkpoint.Sync());
    }

    /// <inheritdoc cref="JournalSegments.From"/>
    public (Segment Segment, long End)? SegmentFrom(Segment? from, bool after) => segments.From(from, after);

    /// <inheritdoc cref="JournalSegments.IsTrusted"/>
    public bool IsTrusted(Segment segment, long at) => segments.IsTrusted(segment, at);

    /// <summary>Opens a segment's file for reading.</summary>
    public IJournalFile OpenToRead(string name) => disk.Open(name);

    /// <summary>Counts, logs and stores unreadable bytes.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="file">The segment's file.</param>
    /// <param name="from">The first damaged byte.</param>
    /// <param name="to">The byte after the last.</param>
    /// <param name="lost">The number of lost records, from the numbers before and after.</param>
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
        [LoggerMessage(
            1, LogLevel.Error,
            "The journal's segment {Segment} is damaged from byte {From} on, {Bytes} bytes with {Lost} datagrams; kept in {Name}")]
        public static partial void Damage(ILogger logger, string segment, long from, long bytes, long lost, string name);

        [LoggerMessage(2, LogLevel.Error, "The damaged bytes could not be stored in {Name}: {Error}")]
        public static partial void DamageNotKept(ILogger logger, string name, string error);

        [LoggerMessage(3, LogLevel.Warning, "The checkpoint could not be written, it will be tried again: {Error}")]
        public static partial void CheckpointNotWritten(ILogger logger, string error);
    }
}
