using Butler.RelayAgent.Journal;

namespace Butler.RelayAgent.Tests.Journal;

/// <summary>
/// A directory in memory that can crash in the middle of any operation, and that knows what a power cut would take: bytes and
/// names that were not synced, all, some or none of them, torn at any byte.
/// </summary>
internal sealed class CrashDisk : IJournalDisk
{
    private readonly Dictionary<string, Content> durableNames = [];
    private Dictionary<string, Content> names = [];

    /// <summary>How many more operations succeed before the crash; null: all.</summary>
    public int? CrashAfter { get; set; }

    /// <summary>What part of the write that crashes reaches the file, 0 to 1.</summary>
    public double TornAt { get; set; }

    /// <summary>The next writes fail as on a full disk, with part of the bytes written.</summary>
    public bool IsFull { get; set; }

    public IReadOnlyList<string> List() => [.. names.Keys];

    public IJournalFile Create(string name)
    {
        Step(() => { });
        names[name] = new Content();
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
        durableNames.Clear();
        foreach (var (name, content) in names)
        {
            durableNames[name] = content;
        }
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
            if ((now == durable || random.Next(2) == 0 ? now : durable) is { } kept)
            {
                kept.CutPower(random);
                survivors[name] = kept;
            }
        }

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
        private readonly List<(int At, byte[] Written)> unsynced = [];
        private byte[] durable = [];

        public List<byte> Bytes { get; private set; } = [];

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            unsynced.Add(((int)offset, bytes.ToArray()));
            Apply(Bytes, (int)offset, bytes);
        }

        public void Truncate(int length)
        {
            Bytes = [.. Bytes.Take(length)];
        }

        public void Sync()
        {
            durable = [.. Bytes];
            unsynced.Clear();
        }

        public void CutPower(Random random)
        {
            List<byte> left = [.. durable];
            foreach (var (at, written) in unsynced)
            {
                switch (random.Next(3))
                {
                    case 0:
                        Apply(left, at, written);
                        break;
                    case 1:
                        Apply(left, at, written.AsSpan(0, random.Next(written.Length + 1)));
                        break;
                }
            }

            Bytes = left;
            Sync();
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
            content.Sync();
        }

        public void Dispose()
        {
        }
    }
}
