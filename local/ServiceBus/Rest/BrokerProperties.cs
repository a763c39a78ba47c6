using System.Buffers;
using System.Text;
using System.Text.Json;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.ServiceBus.Rest;

/// <summary>The broker's own properties of a message as JSON: a header of one line in ASCII, or a member of a batch.</summary>
internal static class BrokerProperties
{
    public const string Header = "BrokerProperties";

    /// <summary>Adds the sender's values to its message; unknown names are ignored, as in the service.</summary>
    /// <exception cref="BrokerException">A value has a wrong type.</exception>
    public static OutgoingMessage Read(JsonElement json, OutgoingMessage message)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new BrokerException(BrokerFault.BadRequest, "BrokerProperties must be a JSON object.");
        }

        foreach (var property in json.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null)
            {
                message = Read(property, message);
            }
        }

        return message;
    }

    /// <summary>Writes the header for a receiver.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="locked">Whether the message is locked, not removed.</param>
    public static string Write(Delivery delivery, bool locked)
    {
        var (message, sent) = delivery;
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("DeliveryCount", message.DeliveryCount);
            json.WriteNumber("EnqueuedSequenceNumber", 0);
            json.WriteString("EnqueuedTimeUtc", PropertyText.Date(message.EnqueuedTime));
            if (locked)
            {
                json.WriteString("LockToken", message.LockToken);
                json.WriteString("LockedUntilUtc", PropertyText.Date(message.LockedUntil));
            }

            json.WriteString("MessageId", message.MessageId);
            json.WriteNumber("SequenceNumber", message.SequenceNumber);
            json.WriteString("State", "Active");
            json.WriteNumber("TimeToLive", (message.ExpiresAt - message.EnqueuedTime).TotalSeconds);
            WriteText(json, "CorrelationId", message.CorrelationId);
            WriteText(json, "Label", message.Label);
            WriteText(json, "To", message.To);
            WriteText(json, "ReplyTo", message.ReplyTo);
            WriteText(json, "ReplyToSessionId", sent.ReplyToSessionId);
            WriteText(json, "SessionId", message.SessionId);
            WriteText(json, "PartitionKey", message.PartitionKey);
            WriteText(json, "ScheduledEnqueueTimeUtc", sent.ScheduledEnqueueTime is { } time ? PropertyText.Date(time) : null);
            WriteText(json, "DeadLetterSource", message.DeadLetterSource);
            json.WriteEndObject();
        }

        return Encoding.ASCII.GetString(buffer.WrittenSpan);
    }

    private static OutgoingMessage Read(JsonProperty property, OutgoingMessage message) => property.Name switch
    {
        "MessageId" => message with { MessageId = Text(property) },
        "CorrelationId" => message with { CorrelationId = Text(property) },
        "Label" => message with { Label = Text(property) },
        "To" => message with { To = Text(property) },
        "ReplyTo" => message with { ReplyTo = Text(property) },
        "ReplyToSessionId" => message with { ReplyToSessionId = Text(property) },
        "SessionId" => message with { SessionId = Text(property) },
        "PartitionKey" => message with { PartitionKey = Text(property) },
        "ContentType" => message with { ContentType = ContentType(property) },
        "TimeToLive" => message with { TimeToLive = Seconds(property) },
        "ScheduledEnqueueTimeUtc" => message with { ScheduledEnqueueTime = Time(property) },
        _ => message,
    };

    private static string Text(JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : throw Malformed(property, "a string");

    // Receivers get it as a header, which must be printable ASCII.
    private static string ContentType(JsonProperty property)
    {
        var text = Text(property);
        return text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 ? text : throw Malformed(property, "printable ASCII");
    }

    private static TimeSpan Seconds(JsonProperty property)
    {
        if (property.Value.ValueKind != JsonValueKind.Number)
        {
            throw Malformed(property, "a number of seconds");
        }

        var seconds = property.Value.GetDouble();
        return seconds >= TimeSpan.MaxValue.TotalSeconds ? TimeSpan.MaxValue
            : seconds <= 0 ? TimeSpan.Zero
            : TimeSpan.FromSeconds(seconds);
    }

    private static DateTimeOffset Time(JsonProperty property) =>
        PropertyText.TryParseDate(Text(property), out var time) ? time : throw Malformed(property, "an RFC 1123 date");

    private static BrokerException Malformed(JsonProperty property, string expected) =>
        new(BrokerFault.BadRequest, $"{property.Name} in BrokerProperties must be {expected}.");

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
