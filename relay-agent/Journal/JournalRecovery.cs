using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Journal;

/// <summary>Repairs a journal's files when it is opened.</summary>
internal static partial class JournalRecovery
{
    /// <summary>The result.</summary>
    /// <param name="Segments">The segments, in order.</param>
    /// <param name="NextSequence">The number after the last one found.</param>
    public sealed record Found(List<Segment> Segments, long NextSequence);

    /// <summary>The salt in any complete segment header.</summary>
    public static uint? FindSalt(IJournalDisk disk)
    {
        foreach (var (name, _, _) in SegmentNames(disk))
        {
            using var file = disk.Open(name);
            if (SegmentFormat.ReadSalt(file) is { } salt)
            {
                return salt;
            }
        }

        return null;
    }

    /// <summary>
    /// Lists the segments, removes acknowledged ones and truncates the incomplete end of the last one (and of each of its copies). The
    /// reader skips damage elsewhere, so that a large journal opens as quickly as a small one.
    /// </summary>
    public static Found Run(IJournalDisk disk, Checkpoint checkpoint, ILogger logger)
    {
        var names = WithoutCopies(disk, SegmentNames(disk), checkpoint.Salt);
        var segments = new List<Segment>();
        var next = checkpoint.Value;
        for (var i = 0; i < names.Count; i++)
        {
            var (name, first, copy) = names[i];
            var following = names.FindIndex(i, other => other.First > first);
            if (following >= 0 && names[following].First <= checkpoint.Value)
            {
                disk.Delete(name);
                continue;
            }

            using var file = disk.Open(name);
            next = Math.Max(next, first);
            if (following >= 0)
            {
                segments.Add(Segment.Found(first, copy, file.Length));
            }
            else if (RepairLast(disk, file, name, first, checkpoint.Salt, logger) is { LastSequence: > 0 } extent)
            {
                segments.Add(Segment.Found(first, copy, extent.End));
                next = Math.Max(next, extent.LastSequence + 1);
            }
        }

        return new Found(segments, next);
    }

    /// <summary>
    /// A crash may leave a segment and its copies. Keeps only the newest file that holds every record of the others. If there is no such
    /// file, all are kept: a record in two files is read once.
    /// </summary>
    private static List<(string Name, long First, int Copy)> WithoutCopies(
        IJournalDisk disk, List<(string Name, long First, int Copy)> names, uint salt)
    {
        foreach (var same in names.GroupBy(entry => entry.First).Where(same => same.Count() > 1).ToList())
        {
            var extents = same.Select(entry =>
            {
                using var file = disk.Open(entry.Name);
                return (entry.Name, Extent: SegmentScan.FindEnd(file, salt, same.Key));
            }).ToList();
            var last = extents.Max(each => each.Extent.LastSequence);
            if (extents.FindLast(each => each.Extent.LastSequence == last && each.Extent.Count == last - same.Key + 1)
                is not { Name: { } whole })
            {
                continue;
            }

            foreach (var (name, _) in extents.Where(each => each.Name != whole))
            {
                disk.Delete(name);
            }

            names = names.FindAll(entry => entry.First != same.Key || entry.Name == whole);
        }

        return names;
    }

    private static SegmentScan.Extent RepairLast(
        IJournalDisk disk, IJournalFile file, string name, long first, uint salt, ILogger logger)
    {
        var extent = SegmentScan.FindEnd(file, salt, first);
        var torn = file.Length - extent.End;
        if (extent.LastSequence == 0)
        {
            if (file.Length > SegmentFormat.HeaderSize)
            {
                Log.TornSegment(logger, name, file.Length);
            }

            disk.Delete(name);
        }
        else if (torn > 0)
        {
            Log.TornRecord(logger, name, torn);
            file.Truncate(extent.End);
            file.Sync();
        }

        return extent;
    }

    private static List<(string Name, long First, int Copy)> SegmentNames(IJournalDisk disk) =>
        [.. disk.List()
            .Select(name => (Name: name, First: SegmentFormat.TryReadName(name, out var first, out var copy) ? first : -1, Copy: copy))
            .Where(entry => entry.First >= 0)
            .OrderBy(entry => entry.First)
            .ThenBy(entry => entry.Copy)];

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Warning, "The last segment {Segment} ended in a record that was never wholly written; {Bytes} bytes cut off")]
        public static partial void TornRecord(ILogger logger, string segment, long bytes);

        [LoggerMessage(2, LogLevel.Warning, "The last segment {Segment}, {Bytes} bytes, holds no whole record and is removed")]
        public static partial void TornSegment(ILogger logger, string segment, long bytes);
    }
}
