using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Journal;

/// <summary>Appends records to the active segment, and begins the next one when it is full.</summary>
internal sealed partial class JournalAppender(JournalSegments segments, IJournalDisk disk, JournalLimits limits, uint salt, ILogger logger)
{
    /// <summary>
    /// The maximum number of accepted bytes that are not yet synced to disk. They are kept in memory too; beyond this limit nothing is
    /// accepted.
    /// </summary>
    private const long MaxUnsynced = 64 * 1024 * 1024;

    /// <summary>Appends consecutive records with one write; numbers and checksums are filled in.</summary>
    /// <exception cref="IOException">A disk error. No record was accepted; the same call may succeed later.</exception>
    public AppendOutcome Append(Span<byte> records)
    {
        lock (segments.Appending)
        {
            return AppendAlone(records);
        }
    }

    private AppendOutcome AppendAlone(Span<byte> records)
    {
        var target = segments.Active;
        if (target is null || target.Length + records.Length > limits.SegmentBytes)
        {
            if (segments.Bytes + records.Length + SegmentFormat.HeaderSize > limits.MaxBytes)
            {
                return AppendOutcome.Full;
            }

            ThrowIfTooMuchUnsynced();
            target = Begin();
        }
        else if (segments.Bytes + records.Length > limits.MaxBytes)
        {
            return AppendOutcome.Full;
        }

        var sequence = segments.NextSequence;
        for (var rest = records; !rest.IsEmpty;)
        {
            var size = RecordFormat.SizeOf(rest);
            RecordFormat.Seal(rest[..size], sequence++, salt);
            rest = rest[size..];
        }

        try
        {
            target.File!.Write(target.Length, records);
        }
        catch (IOException)
        {
            // A part of the record may be in the file. The next records go to a new segment, so that no valid record follows an incomplete
            // one.
            Retire(target);
            throw;
        }

        lock (segments.Gate)
        {
            target.Append(records);
            segments.Bytes += records.Length;
            segments.NextSequence = sequence;
        }

        return AppendOutcome.Accepted;
    }

    private void ThrowIfTooMuchUnsynced()
    {
        lock (segments.Gate)
        {
            if (segments.All.Sum(segment => segment.Length - segment.Synced) > MaxUnsynced)
            {
                throw new IOException("Too much waits to be synced to disk.");
            }
        }
    }

    private Segment Begin()
    {
        if (segments.Active is { } active)
        {
            Retire(active);
        }

        // A segment that a failed write left without a record has the same number: its file is overwritten.
        var next = segments.NextSequence;
        var former = segments.All.FindLast(each => each.FirstSequence == next);
        var segment = Segment.Begin(next, former?.Copy ?? 0, SegmentFormat.Header(next, salt));
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
        lock (segments.Gate)
        {
            segments.All.RemoveAll(each => each.FirstSequence == segment.FirstSequence);
            segments.All.Add(segment);
            segments.Bytes = segments.All.Sum(each => each.Length);
            segments.Active = segment;
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
            Log.TailNotCut(logger, segment.Name, failure.Message); // harmless: its checksum is wrong, so the reader stops before it
        }

        lock (segments.Gate)
        {
            // From now on the sync thread may close the file.
            segments.Active = null;
            segment.Dirty = true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4, LogLevel.Warning, "The end of segment {Segment} could not be cut after a failed write: {Error}")]
        public static partial void TailNotCut(ILogger logger, string segment, string error);
    }
}
