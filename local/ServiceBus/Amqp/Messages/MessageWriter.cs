using Butler.Local.ServiceBus.Queues;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Butler.Local.ServiceBus.Amqp.Messages;

/// <summary>
/// Writes a message for AMQP receivers: the sender's content, and the broker's state in the header and the annotations.
/// </summary>
internal static class MessageWriter
{
    /// <summary>Writes a delivered message; its header has the number of failed deliveries.</summary>
    public static byte[] WriteDelivered(Queues.Delivery delivery) =>
        Write(delivery, (uint)delivery.Message.DeliveryCount - 1, locked: true);

    /// <summary>Writes a peeked message, with the number of deliveries.</summary>
    public static byte[] WritePeeked(Queues.Delivery delivery) => Write(delivery, (uint)delivery.Message.DeliveryCount, locked: false);

    private static byte[] Write(Queues.Delivery delivery, uint deliveryCount, bool locked)
    {
        var (message, sent) = delivery;
        AmqpDescribed[] sections =
        [
            new Header { Durable = true, Ttl = Life(message), DeliveryCount = deliveryCount },
            Annotations(message, sent, locked),
            Properties(message, sent),
            .. Custom(message),
        ];
        var written = new ByteBuffer(new byte[sections.Sum(section => section.EncodeSize)]);
        foreach (var section in sections)
        {
            section.Encode(written);
        }

        var body = sent.Sections?.Body ?? default;
        return body.Length > 0
            ? [.. written.Buffer, .. body.Span]
            : [.. written.Buffer, .. Data.GetEncodedPrefix(message.Body.Length), .. message.Body.Span];
    }

    private static uint Life(BrokerMessage message) =>
        (uint)Math.Min(uint.MaxValue, Math.Ceiling((message.ExpiresAt - message.EnqueuedTime).TotalMilliseconds));

    private static MessageAnnotations Annotations(BrokerMessage message, OutgoingMessage sent, bool locked)
    {
        var annotations = SectionBytes.Decode<MessageAnnotations>(sent.Sections?.Annotations ?? default);
        var map = annotations.Map;
        map[AnnotationNames.SequenceNumber] = message.SequenceNumber;
        map[AnnotationNames.EnqueuedTime] = message.EnqueuedTime.UtcDateTime;
        map[AnnotationNames.MessageState] = (int)message.State;
        Set(map, AnnotationNames.LockedUntil, locked ? message.LockedUntil.UtcDateTime : null);
        Set(map, AnnotationNames.EnqueuedSequenceNumber, message.EnqueuedSequenceNumber > 0 ? message.EnqueuedSequenceNumber : null);
        Set(map, AnnotationNames.ScheduledEnqueueTime, sent.ScheduledEnqueueTime?.UtcDateTime);
        Set(map, AnnotationNames.PartitionKey, message.PartitionKey);
        Set(map, AnnotationNames.DeadLetterSource, message.DeadLetterSource);
        return annotations;
    }

    private static Properties Properties(BrokerMessage message, OutgoingMessage sent)
    {
        var properties = sent.Sections is { Properties.Length: > 0 } sections
            ? SectionBytes.Decode<Properties>(sections.Properties)
            : new Properties
            {
                Subject = message.Label,
                CorrelationId = message.CorrelationId is { } correlation ? correlation : null,
                ContentType = new AmqpSymbol(message.ContentType),
                To = message.To is { } to ? to : null,
                ReplyTo = message.ReplyTo is { } replyTo ? replyTo : null,
                ReplyToGroupId = sent.ReplyToSessionId,
                GroupId = message.SessionId,
            };

        // The broker creates the id of a message without one.
        properties.MessageId ??= message.MessageId;
        if (properties.AbsoluteExpiryTime is not null)
        {
            // The times for receivers, also after a schedule, or if the queue allows less.
            properties.CreationTime = message.EnqueuedTime.UtcDateTime;
            properties.AbsoluteExpiryTime = message.ExpiresAt.UtcDateTime;
        }

        return properties;
    }

    private static IEnumerable<ApplicationProperties> Custom(BrokerMessage message)
    {
        if (message.Properties.Count > 0)
        {
            var custom = new ApplicationProperties();
            foreach (var (name, value) in message.Properties)
            {
                custom.Map[name] = PropertyValues.ToAmqp(value);
            }

            yield return custom;
        }
    }

    private static void Set(Annotations map, string name, object? value)
    {
        if (value is not null)
        {
            map[name] = value;
        }
    }
}
