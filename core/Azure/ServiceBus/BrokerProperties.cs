using System.Globalization;
using System.Text;
using System.Text.Json;
using Butler.Core.Text;

namespace Butler.Core.Azure.ServiceBus;

/// <summary>
/// The system properties of a message as the REST data plane carries them: one line of ASCII JSON in the header
/// <c>BrokerProperties</c>, or an object within a batch. Dates are RFC 1123 text, the time to live is in seconds.
/// </summary>
internal static class BrokerProperties
{
    public const string HeaderName = "BrokerProperties";

    /// <summary>The header's value; the default encoder writes non-ASCII characters as <c>\uXXXX</c>.</summary>
    public static string Header(QueueMessage message)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, message);
        }

        return Encoding.ASCII.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public static void Write(Utf8JsonWriter writer, QueueMessage message, string? contentType = null)
    {
        writer.WriteStartObject();
        writer.WriteString("MessageId", message.MessageId);
        WriteIfAny(writer, "Label", message.Label);
        WriteIfAny(writer, "CorrelationId", message.CorrelationId);
        WriteIfAny(writer, "ContentType", contentType);
        if (message.ScheduledEnqueueTime is { } at)
        {
            writer.WriteString("ScheduledEnqueueTimeUtc", at.UtcDateTime.ToString("R", CultureInfo.InvariantCulture));
        }

        if (message.TimeToLive is { } ttl)
        {
            writer.WriteNumber("TimeToLive", Math.Max(1, Math.Ceiling(ttl.TotalSeconds)));
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// Reads the header of a peek-lock answer. The sender controls most of it, so unreadable properties are skipped and never throw.
    /// </summary>
    public static Received Read(string? header)
    {
        if (string.IsNullOrEmpty(header))
        {
            return new Received();
        }

        if (Parse(header) is not { ValueKind: JsonValueKind.Object } root)
        {
            return new Received();
        }

        return new Received
        {
            MessageId = Text(root, "MessageId"),
            Label = Text(root, "Label"),
            CorrelationId = Text(root, "CorrelationId"),
            LockToken = Text(root, "LockToken"),
            SequenceNumber = Number(root, "SequenceNumber") ?? 0,
            DeliveryCount = (int)Math.Clamp(Number(root, "DeliveryCount") ?? 1, 1, int.MaxValue),
            EnqueuedTime = Date(root, "EnqueuedTimeUtc"),
            LockedUntil = Date(root, "LockedUntilUtc"),
        };
    }

    private static JsonElement? Parse(string header)
    {
        try
        {
            return JsonElement.Parse(WellFormedJson.Of(Encoding.UTF8.GetBytes(header)).Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static long? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Date(JsonElement root, string name) =>
        DateTimeOffset.TryParse(Text(root, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    private static void WriteIfAny(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    internal sealed record Received
    {
        public string? MessageId { get; init; }

        public string? Label { get; init; }

        public string? CorrelationId { get; init; }

        public string? LockToken { get; init; }

        public long SequenceNumber { get; init; }

        public int DeliveryCount { get; init; } = 1;

        public DateTimeOffset? EnqueuedTime { get; init; }

        public DateTimeOffset? LockedUntil { get; init; }
    }
}
