using System.Net;
using System.Text;
using Butler.RelayAgent.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Journal;

/// <summary>A journal over some disk, from its opening to its end, as a test drives it.</summary>
internal sealed class JournalRun : IDisposable
{
    public static readonly JournalLimits SmallSegments = new(MaxBytes: 1_000_000, SegmentBytes: 400);

    private static readonly SocketAddress Sender = new IPEndPoint(IPAddress.Loopback, 4711).Serialize();

    private readonly JournalReader reader;

    public JournalRun(IJournalDisk disk, JournalLimits? limits = null)
    {
        Journal = DatagramJournal.Open(disk, limits ?? SmallSegments, new Random(7), NullLogger<DatagramJournal>.Instance);
        reader = new JournalReader(Journal);
    }

    public DatagramJournal Journal { get; }

    public static byte[] Records(params string[] datagrams)
    {
        var all = new List<byte>();
        foreach (var datagram in datagrams)
        {
            var bytes = Encoding.Latin1.GetBytes(datagram);
            var record = new byte[RecordFormat.HeaderSize + bytes.Length];
            RecordFormat.Describe(record, bytes.Length, 1000, Sender);
            bytes.CopyTo(record.AsSpan(RecordFormat.HeaderSize));
            all.AddRange(record);
        }

        return [.. all];
    }

    public AppendOutcome Append(params string[] datagrams) => Journal.Append(Records(datagrams));

    /// <summary>All that is there to read.</summary>
    public List<(long Sequence, string Text)> ReadAll()
    {
        var all = new List<(long, string)>();
        ReadAll(all);
        return all;
    }

    /// <summary>Adds all that is there to read; what was read before the disk refused stays in the list.</summary>
    public void ReadAll(List<(long Sequence, string Text)> into)
    {
        var batch = new List<JournalRecord>();
        while (true)
        {
            reader.Read(batch, 5);
            if (batch.Count == 0)
            {
                return;
            }

            into.AddRange(batch.Select(record => (record.Sequence, Encoding.Latin1.GetString(record.Datagram.Span))));
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        Journal.Dispose();
    }
}
