using System.Globalization;
using Butler.Local.ServiceBus.Queues;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Butler.Local.ServiceBus.Amqp.Messages;

/// <summary>Reads messages of AMQP senders.</summary>
internal static class MessageReader
{
    /// <exception cref="AmqpException">The bytes are not a message, or hold values that Service Bus does not accept.</exception>
    public static OutgoingMessage Read(ArraySegment<byte> encoded)
    {
        try
        {
            return Read(new EncodedSections(encoded));
        }
        catch (Exception fault) when (fault is ArgumentException or OverflowException or InvalidCastException or FormatException)
        {
            throw new AmqpException(AmqpErrorCode.DecodeError, $"The message is malformed: {fault.Message}");
        }
    }

    /// <summary>Reads a batch: a message whose data sections are messages.</summary>
    /// <exception cref="AmqpException">See <see cref="Read(ArraySegment{byte})"/>.</exception>
    public static IReadOnlyList<OutgoingMessage> ReadBatch(ArraySegment<byte> encoded) =>
        BodyReader.DataSections(new EncodedSections(encoded).Body) is { Count: > 0 } messages
            ? messages.ConvertAll(Read)
            : throw new AmqpException(AmqpErrorCode.DecodeError, "The batch holds no messages.");

    private static OutgoingMessage Read(EncodedSections sections)
    {
        var header = SectionBytes.Decode<Header>(sections.Header);
        var properties = SectionBytes.Decode<Properties>(sections.Properties);
        var annotations = SectionBytes.Decode<MessageAnnotations>(sections.Annotations).Map;
        annotations.TryGetValue<DateTime>(AnnotationNames.ScheduledEnqueueTime, out var scheduled);
        annotations.TryGetValue<string>(AnnotationNames.PartitionKey, out var partitionKey);
        var body = BodyReader.Read(sections.Body, out var wholeBody);
        return new OutgoingMessage
        {
            Body = body,
            MessageId = Text(properties.MessageId),
            ContentType = ContentType(properties.ContentType),
            Label = properties.Subject,
            CorrelationId = Text(properties.CorrelationId),
            To = properties.To?.ToString(),
            ReplyTo = properties.ReplyTo?.ToString(),
            ReplyToSessionId = properties.ReplyToGroupId,
            SessionId = properties.GroupId,
            PartitionKey = partitionKey,
            TimeToLive = TimeToLive(header, properties),
            ScheduledEnqueueTime = scheduled == default ? null : new DateTimeOffset(scheduled, TimeSpan.Zero),
            Properties = PropertyValues.Read(SectionBytes.Decode<ApplicationProperties>(sections.ApplicationProperties).Map),
            Sections = new AmqpSections(Others(annotations), sections.Properties.ToArray(), wholeBody),
        };
    }

    /// <summary>The time to live that the sender requests. Above 49 days only the two times in the properties hold it.</summary>
    private static TimeSpan? TimeToLive(Header header, Properties properties) => header.Ttl switch
    {
        uint.MaxValue or null when properties is { CreationTime: { } created, AbsoluteExpiryTime: { } expires } => expires - created,
        { } milliseconds => TimeSpan.FromMilliseconds(milliseconds),
        null => null,
    };

    // Receivers may get it as an HTTP header, which must be printable ASCII.
    private static string? ContentType(AmqpSymbol symbol) => symbol.Value.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
        ? symbol.Value
        : throw new AmqpException(AmqpErrorCode.InvalidField, "The content type must be printable ASCII.");

    private static string? Text(MessageId? id) => id is null ? null : Convert.ToString(id, CultureInfo.InvariantCulture);

    private static ReadOnlyMemory<byte> Others(Annotations annotations)
    {
        var others = new MessageAnnotations();
        foreach (var (key, value) in annotations)
        {
            if (!AnnotationNames.IsBrokers(key.ToString()))
            {
                others.Map[new AmqpSymbol(key.ToString())] = value;
            }
        }

        return others.Map.Count == 0 ? default : SectionBytes.Encode(others);
    }
}
