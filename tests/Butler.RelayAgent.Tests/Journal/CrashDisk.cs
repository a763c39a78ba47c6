using Butler.RelayAgent.Journal;

namespace Butler.RelayAgent.Tests.Journal;

/// <summary>
/// A directory in memory that can crash in the middle of any operation, and that knows what a power cut would take: bytes and
/// names that were not synced, all, some or none of them, torn at any byte.
/// </summary>
internal sealed class CrashDisk : IJournalDisk
{
    private readonly Dictionary<string, Content> durableNames = [];
    private readonly HashSet<string> lostNames = [];
    private Dictionary<string, Content> names = [];

    /// <summary>How many more operations succeed before the crash; null: all.</summary>
    public int? CrashAfter { get; set; }

    /// <summary>What part of the write that crashes reaches the file, 0 to 1.</summary>
    public double TornAt { get; set; }

    /// <summary>The next writes fail as on a full disk, with part of the bytes written.</summary>
    public bool IsFull { get; set; }

    /// <summary>How many of the next syncs of files fail. What a failed one did not write is not written by a later one either.</summary>
    public int FailSyncs { get; set; }

    /// <summary>How many of the next syncs of names fail, in the same way.</summary>
    public int FailNameSyncs { get; set; }

    /// <summary>Whether what a failed sync did not write cannot be read any more either.</summary>
    public bool LosesContent { get; set; }

    public IReadOnlyList<string> List() => [.. names.Keys];

    public IJournalFile Create(string name)
    {
        Step(() => { });
        names[name] = new Content();
        lostNames.Remove(name);
        return new CrashFile(this, names[name]);
    }

    public IJournalFile Open(string name) => names.TryGetValue(name, out var content)
        ? new CrashFile(this, content)
        : throw new FileNotFoundException(name);

    public void Delete(string name)
    {
        Step(() => { });
        names.Remove(name);
    }

    public void Sync()
    {
        Step(() => { });
        if (FailNameSyncs > 0)
        {
            FailNameSyncs--;
            lostNames.UnionWith(names.Keys.Where(name => durableNames.GetValueOrDefault(name) != names[name]));
            throw new IOException("Input/output error");
        }

        foreach (var name in durableNames.Keys.Except(names.Keys).ToList())
        {
            durableNames.Remove(name);
        }

        foreach (var (name, content) in names.Where(each => !lostNames.Contains(each.Key)))
        {
            durableNames[name] = content;
        }
    }

    /// <summary>Makes the beginning of a file's copy, as a process leaves it that died while it wrote.</summary>
    public void Copy(string name, string copy, int keep)
    {
        using var file = Create(copy);
        file.Write(0, names[name].Bytes.Take(keep).ToArray());
    }

    /// <summary>Puts noise into a file.</summary>
    public void Damage(string name, int at, int count)
    {
        var bytes = names[name].Bytes;
        for (var i = at; i < Math.Min(at + count, bytes.Count); i++)
        {
            bytes[i] ^= 0x5A;
        }
    }

    /// <summary>The length of a file.</summary>
    public int LengthOf(string name) => names[name].Bytes.Count;

    /// <summary>The process died: what it wrote stays.</summary>
    public void Restart() => CrashAfter = null;

    /// <summary>The power failed.</summary>
    public void CutPower(Random random)
    {
        CrashAfter = null;
        var survivors = new Dictionary<string, Content>();
        foreach (var name in names.Keys.Union(durableNames.Keys))
        {
            var now = names.GetValueOrDefault(name);
            var durable = durableNames.GetValueOrDefault(name);
            if ((now == durable || (!lostNames.Contains(name) && random.Next(2) == 0) ? now : durable) is { } kept)
            {
                kept.CutPower(random);
                survivors[name] = kept;
            }
        }

        lostNames.Clear();
        names = survivors;
        durableNames.Clear();
        foreach (var (name, content) in names)
        {
            durableNames[name] = content;
        }
    }

    private void Step(Action beforeCrash)
    {
        if (CrashAfter is { } left)
        {
            if (left <= 0)
            {
                beforeCrash();
                CrashAfter = 0;
                throw new CrashException();
            }

            CrashAfter = left - 1;
        }
    }

    /// <summary>The end of the process.</summary>
    public sealed class CrashException : Exception;

    private sealed class Content
    {
        private readonly List<(int At, byte[]? Written)> unsynced = [];
        private byte[] durable = [];

        public List<byte> Bytes { get; private set; } = [];

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            unsynced.Add(((int)offset, bytes.ToArray()));
            Apply(Bytes, (int)offset, bytes);
        }

        public void Truncate(int length)
        {
            unsynced.Add((length, null));
            Bytes = [.. Bytes.Take(length)];
        }

        public void Sync()
        {
            List<byte> left = [.. durable];
            foreach (var (at, written) in unsynced)
            {
                Apply(ref left, at, written);
            }

            durable = [.. left];
            unsynced.Clear();
        }

        /// <summary>The system gives up what it could not write.</summary>
        public void FailSync(bool losesContent)
        {
            unsynced.Clear();
            if (losesContent)
            {
                // The file keeps its length: what was given up reads as zeros.
                Bytes = [.. durable.Take(Bytes.Count), .. new byte[Math.Max(0, Bytes.Count - durable.Length)]];
            }
        }

        public void CutPower(Random random)
        {
            List<byte> left = [.. durable];
            foreach (var (at, written) in unsynced)
            {
                switch (random.Next(3))
                {
                    case 0:
                        Apply(ref left, at, written);
                        break;
                    case 1 when written is not null:
                        Apply(left, at, written.AsSpan(0, random.Next(written.Length + 1)));
                        break;
                }
            }

            Bytes = left;
            durable = [.. left];
            unsynced.Clear();
        }

        /// <summary>A write, or a cut.</summary>
        private static void Apply(ref List<byte> to, int at, byte[]? written)
        {
            if (written is null)
            {
                to = [.. to.Take(at)];
            }
            else
            {
                Apply(to, at, written);
            }
        }

        private static void Apply(List<byte> to, int offset, ReadOnlySpan<byte> bytes)
        {
            while (to.Count < offset + bytes.Length)
            {
                to.Add(0);
            }

            for (var i = 0; i < bytes.Length; i++)
            {
                to[offset + i] = bytes[i];
            }
        }
    }

    private sealed class CrashFile(CrashDisk disk, Content content) : IJournalFile
    {
        public long Length => content.Bytes.Count;

        public int Read(long offset, Span<byte> into)
        {
            var count = Math.Clamp(content.Bytes.Count - (int)offset, 0, into.Length);
            content.Bytes.GetRange(Math.Min((int)offset, content.Bytes.Count), count).CopyTo(into);
            return count;
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            var copy = bytes.ToArray();
            var torn = copy.AsSpan(0, (int)(copy.Length * disk.TornAt)).ToArray();
            disk.Step(() => content.Write(offset, torn));
            if (disk.IsFull)
            {
                content.Write(offset, torn);
                throw new IOException("No space left on device");
            }

            content.Write(offset, copy);
        }

        public void Truncate(long length)
        {
            disk.Step(() => { });
            content.Truncate((int)length);
        }

        public void Sync()
        {
            disk.Step(() => { });
            if (disk.FailSyncs > 0)
            {
                disk.FailSyncs--;
                content.FailSync(disk.LosesContent);
                throw new IOException("Input/output error");
            }

            content.Sync();
        }

        public void Dispose()
        {
        }
    }
}
