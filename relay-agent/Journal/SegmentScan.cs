using System.Buffers.Binary;

namespace Butler.RelayAgent.Journal;

/// <summary>Searches a segment for valid records.</summary>
internal static class SegmentScan
{
    private const int Window = 256 * 1024;

    /// <summary>The maximum step of sequence numbers; larger ones are not valid.</summary>
    private const long FarthestSequence = 1L << 40;

    /// <summary>The content of a segment.</summary>
    /// <param name="End">The end of its last valid record.</param>
    /// <param name="LastSequence">The number of that record; 0 when there is none.</param>
    /// <param name="Count">The number of valid records.</param>
    public readonly record struct Extent(long End, long LastSequence, long Count);

    /// <summary>Finds the last valid record of a segment, after any damage.</summary>
    public static Extent FindEnd(IJournalFile file, uint salt, long lowestSequence)
    {
        var buffer = new byte[Window];
        var length = file.Length;
        var extent = new Extent(Math.Min(SegmentFormat.HeaderSize, length), 0, 0);
        var at = (long)SegmentFormat.HeaderSize;
        while (at < length)
        {
            var filled = file.Read(at, buffer);
            var used = 0;
            var state = RecordState.Good;
            while (used < filled)
            {
                state = RecordFormat.Judge(buffer.AsSpan(used, filled - used), salt, lowestSequence, out var size);
                if (state != RecordState.Good)
                {
                    break;
                }

                lowestSequence = RecordFormat.SequenceOf(buffer.AsSpan(used)) + 1;
                used += size;
                extent = new Extent(at + used, lowestSequence - 1, extent.Count + 1);
            }

            at += used;
            if (state == RecordState.Damaged || used == 0)
            {
                if (FindNext(file, at + 1, length, salt, lowestSequence) is not { } next)
                {
                    break;
                }

                at = next;
            }
        }

        return extent;
    }

    /// <summary>The offset of the next valid record; null when there is none before the end.</summary>
    public static long? FindNext(IJournalFile file, long from, long end, uint salt, long lowestSequence)
    {
        var buffer = new byte[Window];
        while (from + RecordFormat.HeaderSize <= end)
        {
            var filled = file.Read(from, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - from)));
            // A record that starts in the last part of the window is checked with the next window, which holds all of it.
            var last = from + filled >= end ? filled - RecordFormat.HeaderSize : filled - RecordFormat.MaxRecord;
            for (var at = 0; at <= last; at++)
            {
                var sequence = BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(at + 8));
                if (sequence >= lowestSequence && sequence - lowestSequence < FarthestSequence
                    && RecordFormat.Judge(buffer.AsSpan(at, filled - at), salt, lowestSequence, out _) == RecordState.Good)
                {
                    return from + at;
                }
            }

            if (from + filled >= end)
            {
                return null;
            }

            from += last + 1;
        }

        return null;
    }
}
