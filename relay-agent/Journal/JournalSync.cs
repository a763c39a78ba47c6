using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Journal;

/// <summary>
/// Syncs segments to disk. A failed sync is never repeated: the system may have discarded the pages that it could not write, and report
/// success the next time. Bytes that may not be on disk are written again, to a new file.
/// </summary>
internal sealed partial class JournalSync(JournalSegments segments, IJournalDisk disk, ILogger logger)
{
    /// <summary>Syncs all appended records to disk, and closes complete segments.</summary>
    /// <exception cref="IOException">Rewriting failed too; the same call may succeed later.</exception>
    public void Run()
    {
        List<(Segment Segment, long Length)> dirty;
        List<Segment> unnamed;
        lock (segments.Gate)
        {
            dirty =
                [.. segments.All.Where(segment => segment is { Dirty: true, InDoubt: false }).Select(segment => (segment, segment.Length))];
            dirty.ForEach(each => each.Segment.Dirty = false);
            unnamed = [.. segments.All.Where(segment => segment is { IsNameDirty: true, InDoubt: false })];
        }

        dirty.ForEach(each => SyncContent(each.Segment, each.Length));
        SyncNames(unnamed);
        WriteAgain();
        CloseRetired();
    }

    /// <summary>Removes the segments whose records are all acknowledged.</summary>
    /// <param name="sequence">The lowest unacknowledged record.</param>
    public void DeleteBelow(long sequence)
    {
        while (true)
        {
            Segment first;
            lock (segments.Gate)
            {
                var all = segments.All;
                if (all.Count == 0 || all[0] == segments.Active
                    || (all.Find(each => each.FirstSequence > all[0].FirstSequence)?.FirstSequence ?? segments.NextSequence) > sequence)
                {
                    return;
                }

                first = all[0];
                all.RemoveAt(0);
                segments.Bytes -= first.Length;
            }

            first.File?.Dispose();
            disk.Delete(first.Name);
        }
    }

    private void SyncContent(Segment segment, long length)
    {
        try
        {
            SyncFile(segment);
            lock (segments.Gate)
            {
                segment.NoteSynced(length);
            }
        }
        catch (IOException failure)
        {
            Doubt([segment], failure);
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

    private void SyncNames(List<Segment> unnamed)
    {
        if (unnamed is [])
        {
            return;
        }

        try
        {
            disk.Sync();
            lock (segments.Gate)
            {
                unnamed.ForEach(segment => segment.IsNameDirty = false);
            }
        }
        catch (IOException failure)
        {
            Doubt(unnamed, failure);
        }
    }

    /// <summary>Marks segments as doubtful. Nothing more is appended to them: the next records go to a new segment.</summary>
    private void Doubt(List<Segment> doubted, IOException failure)
    {
        Log.InDoubt(logger, string.Join(", ", doubted.Select(segment => segment.Name)), failure.Message);
        lock (segments.Appending)
        {
            lock (segments.Gate)
            {
                doubted.ForEach(segment => (segment.InDoubt, segment.Dirty) = (true, true));
                segments.Active = segments.Active is { InDoubt: true } ? null : segments.Active;
            }
        }
    }

    private void WriteAgain()
    {
        List<Segment> doubted;
        lock (segments.Gate)
        {
            doubted = [.. segments.All.Where(segment => segment.InDoubt)];
        }

        foreach (var segment in doubted)
        {
            WriteAgain(segment);
        }
    }

    /// <summary>Writes a segment to a new file: synced bytes are read back, the rest comes from memory.</summary>
    private void WriteAgain(Segment segment)
    {
        var content = new byte[segment.Length];
        segment.Tail.CopyTo(content.AsSpan((int)segment.Synced));
        if (segment.Synced > 0)
        {
            using var before = disk.Open(segment.Name);
            before.Read(0, content.AsSpan(0, (int)segment.Synced));
        }

        var copy = ++segments.Copies;
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
        Replace(segment, copy, name);
    }

    /// <summary>Removes the file that the new one replaces; if the segment has been removed meanwhile, removes the new file.</summary>
    private void Replace(Segment segment, int copy, string name)
    {
        IJournalFile? formerFile;
        string former;
        lock (segments.Appending)
        {
            lock (segments.Gate)
            {
                var isCurrent = segments.All.Contains(segment);
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

    private void CloseRetired()
    {
        lock (segments.Gate)
        {
            foreach (var segment in segments.All.Where(segment => segment != segments.Active && !segment.Dirty))
            {
                segment.File?.Dispose();
                segment.File = null;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            5, LogLevel.Error, "The journal could not be synced to disk ({Error}); {Segments} will be written again to new files")]
        public static partial void InDoubt(ILogger logger, string segments, string error);

        [LoggerMessage(6, LogLevel.Warning, "The journal's segment {Segment} has been written again, to {Name}, and is synced to disk")]
        public static partial void WrittenAgain(ILogger logger, string segment, string name);
    }
}
