using System.Net;
using System.Text;
using Butler.RelayAgent.Journal;

namespace Butler.RelayAgent.Sense.Events;

/// <summary>
/// Adds events that the relay found itself to the journal, in the form of Sense's datagrams, so that all events are processed in the same
/// way.
/// </summary>
internal sealed class OwnRecords(HandOver handOver, TimeProvider time)
{
    private static readonly IPEndPoint Self = new(IPAddress.Loopback, 0);

    /// <summary>Whether a record of the journal is the relay's own; no datagram comes from port 0.</summary>
    public static bool Has(JournalRecord record) => record.Sender.Equals(Self);

    /// <summary>Adds a datagram.</summary>
    /// <returns>Whether the journal accepted the datagram, which then survives the end of this process.</returns>
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
