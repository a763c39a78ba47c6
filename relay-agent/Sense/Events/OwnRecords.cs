using System.Net;
using System.Text;
using System.Text.Json;
using Butler.Core.Events;
using Butler.RelayAgent.Journal;

namespace Butler.RelayAgent.Sense.Events;

/// <summary>
/// Adds events that the relay found itself to the journal, so that all events are processed in the same way: in the form of Sense's
/// datagrams, or as whole events in JSON.
/// </summary>
internal sealed class OwnRecords(HandOver handOver, TimeProvider time)
{
    private static readonly IPEndPoint Self = new(IPAddress.Loopback, 0);

    /// <summary>Whether a record of the journal is the relay's own; no datagram comes from port 0.</summary>
    public static bool Has(JournalRecord record) => record.Sender.Equals(Self);

    /// <summary>The event of a record that is the relay's own and holds a whole one; null for datagrams.</summary>
    public static CloudEvent? EventOf(JournalRecord record)
    {
        if (record.Datagram.Span is not [(byte)'{', ..] || !Has(record))
        {
            return null;
        }

        try
        {
            return CloudEvent.Decode(record.Datagram.Span);
        }
        catch (JsonException)
        {
            // It is recorded as a datagram that cannot be parsed.
            return null;
        }
    }

    /// <summary>Adds a whole event.</summary>
    /// <returns>Whether the journal accepted it, so that it survives the end of this process.</returns>
    /// <exception cref="ArgumentException">The event is larger than a record of the journal may be.</exception>
    public Task<bool> AddAsync(CloudEvent @event)
    {
        var encoded = @event.Encode();
        return encoded.Length <= RecordFormat.MaxDatagram
            ? AddAsync(encoded)
            : throw new ArgumentException($"The event {@event.Id} has {encoded.Length} bytes.", nameof(@event));
    }

    /// <summary>Adds a datagram.</summary>
    /// <returns>Whether the journal accepted the datagram, which then survives the end of this process.</returns>
    public Task<bool> AddAsync(string datagram) => AddAsync(Encoding.UTF8.GetBytes(datagram));

    private Task<bool> AddAsync(byte[] bytes)
    {
        var length = Math.Min(bytes.Length, RecordFormat.MaxDatagram);
        var record = new byte[RecordFormat.HeaderSize + length];
        RecordFormat.Describe(record, length, time.GetUtcNow().UtcTicks, Self.Serialize());
        bytes.AsSpan(0, length).CopyTo(record.AsSpan(RecordFormat.HeaderSize));
        return handOver.AddAsync(record);
    }
}
