using System.Diagnostics;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Events;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Sense.Events;

namespace Butler.RelayAgent.Forwarding;

/// <summary>A record that is being sent, with its event, its message and its span.</summary>
internal sealed record Outgoing(JournalRecord Record, SenseEvent Event, QueueMessage Message, Activity? Span)
{
    /// <summary>The maximum size of a shortened event, in bytes.</summary>
    private const int ShortenedBytes = 16 * 1024;

    /// <summary>Whether the datagram could not be parsed.</summary>
    public bool IsUnparsed => Event.Event.Type == EventTypes.Unparsed;

    /// <summary>Shortens the event; its id and message id do not change. An event of the relay's own is small already.</summary>
    public Outgoing Shortened() => Event.IsOwn ? this : Of(Record, EventFit.Shrink(Event.Event, ShortenedBytes), Span);

    /// <summary>The event in the form for storage on disk.</summary>
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

    /// <summary>Creates the message for a record and its event.</summary>
    public static Outgoing Of(JournalRecord record, SenseEvent made, Activity? span) => new(record, made, MessageOf(made), span);

    private static QueueMessage MessageOf(SenseEvent made) => new()
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
    };
}
