using Butler.Core.Azure.ServiceBus;
using Butler.Core.Events;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Sense.Events;

namespace Butler.RelayAgent.Forwarding;

/// <summary>A record on its way: the event it makes and the message that carries it.</summary>
internal sealed record Outgoing(JournalRecord Record, SenseEvent Event, QueueMessage Message)
{
    /// <summary>What an event is cut down to when Service Bus refuses it whole, in bytes.</summary>
    private const int ShortenedBytes = 16 * 1024;

    /// <summary>Whether nobody understood the datagram.</summary>
    public bool IsUnparsed => Event.Event.Type == EventTypes.Unparsed;

    /// <summary>The same event, cut down; its id and message id stay.</summary>
    public Outgoing Shortened() => Of(Record, EventFit.Shrink(Event.Event, ShortenedBytes));

    /// <summary>The event as it is set aside.</summary>
    public RejectedEvent Rejected(string queue, string reason, DateTimeOffset now) => new()
    {
        Reason = reason,
        Time = now,
        Queue = queue,
        MessageId = Message.MessageId,
        Sequence = Record.Sequence,
        Sender = Record.Sender.ToString(),
        Event = System.Text.Json.JsonSerializer.SerializeToElement(Event.Event, EventJson.Default.CloudEvent),
        Datagram = Record.Datagram.ToArray(),
    };

    /// <summary>The message for a record and the event that was made of it.</summary>
    public static Outgoing Of(JournalRecord record, SenseEvent made) => new(record, made, new QueueMessage
    {
        Body = made.Encoded,
        MessageId = EventIdentity.MessageId(made.Event.Id),
        Label = made.Event.Type,
        Properties = new Dictionary<string, object>
        {
            ["schema"] = made.Event.Schema,
            ["type"] = made.Event.Type,
            ["site"] = made.Event.Site!,
        },
    });
}
