using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Butler.Core.Azure.ServiceBus;

/// <summary>The body of a batch send: a JSON array whose members hold the message's body as text.</summary>
internal static class MessageBatches
{
    /// <summary>The maximum size of one request, in bytes: less than the 256 KB of the service, which adds properties of its own.</summary>
    public const int MaxBytes = 220 * 1024;

    /// <summary>The maximum number of messages in one request.</summary>
    public const int MaxMessages = 100;

    // A body, unlike a header, may hold non-ASCII text. Escaping it would only waste space in the batch.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Divides messages, in order, into groups that fit one request each.</summary>
    public static IEnumerable<ArraySegment<QueueMessage>> Divide(QueueMessage[] messages)
    {
        var start = 0;
        var bytes = 0;
        for (var i = 0; i < messages.Length; i++)
        {
            var size = EstimatedBytes(messages[i]);
            if (i > start && (bytes + size > MaxBytes || i - start >= MaxMessages))
            {
                yield return new ArraySegment<QueueMessage>(messages, start, i - start);
                (start, bytes) = (i, 0);
            }

            bytes += size;
        }

        if (start < messages.Length)
        {
            yield return new ArraySegment<QueueMessage>(messages, start, messages.Length - start);
        }
    }

    public static ReadOnlyMemory<byte> Encode(ArraySegment<QueueMessage> messages)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartArray();
        foreach (var message in messages)
        {
            writer.WriteStartObject();
            writer.WriteString("Body", message.Body.Span);
            writer.WritePropertyName("BrokerProperties");
            BrokerProperties.Write(writer, message, "application/json");
            if (message.Properties.Count > 0)
            {
                writer.WritePropertyName("UserProperties");
                CustomProperties.Write(writer, message.Properties);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Estimates the size: the body with its quotes and backslashes doubled, plus the surrounding JSON.</summary>
    private static int EstimatedBytes(QueueMessage message)
    {
        var body = message.Body.Span;
        return body.Length + body.Count((byte)'"') + body.Count((byte)'\\') + 400 + (message.Properties.Count * 64);
    }
}
