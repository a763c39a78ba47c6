using System.Net;
using System.Text;
using Butler.RelayAgent.Journal;

namespace Butler.RelayAgent.Sense.Events;

/// <summary>Brings what the relay found out by itself into the journal, in the form of a datagram from Sense: one road for everything.</summary>
internal sealed class OwnRecords(HandOver handOver, TimeProvider time)
{
    private static readonly IPEndPoint Self = new(IPAddress.Loopback, 0);

    /// <summary>Whether a record of the journal is one of these; no datagram comes from port 0.</summary>
    public static bool Has(JournalRecord record) => record.Sender.Equals(Self);

    /// <summary>Adds it.</summary>
    /// <returns>Whether the journal took it: it survives the death of this process.</returns>
    public Task<bool> AddAsync(string datagram)
    {
        var bytes = Encoding.UTF8.GetBytes(datagram);
        var length = Math.Min(bytes.Length, RecordFormat.MaxDatagram);
        var record = new byte[RecordFormat.HeaderSize + length];
        RecordFormat.Describe(record, length, time.GetUtcNow().UtcTicks, Self.Serialize());
        bytes.AsSpan(0, length).CopyTo(record.AsSpan(RecordFormat.HeaderSize));
        return handOver.AddAsync(record);
    }
}
