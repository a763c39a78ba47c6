using System.Globalization;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;

namespace Butler.Functions.Queues;

/// <summary>
/// Reads what the Functions host says of a message. Each value is read by what it is known to be, never by how it looks: texts stand as
/// they are, everything else as JSON.
/// </summary>
internal static class TriggerMessageReader
{
    /// <param name="queue">The queue it came from.</param>
    /// <param name="body">The message's body.</param>
    /// <param name="data">What the host says of it.</param>
    /// <exception cref="FormatException">It is no message's.</exception>
    public static TriggerMessage Read(string queue, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, object?> data)
    {
        try
        {
            return new TriggerMessage
            {
                Queue = queue,
                Body = body,
                MessageId = Text(data, "MessageId") ?? throw new FormatException("The host did not say the message's id."),
                Label = Text(data, "Subject") ?? Text(data, "Label"),
                CorrelationId = Text(data, "CorrelationId"),
                DeliveryCount = Text(data, "DeliveryCount") is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : 1,
                EnqueuedTime = Date(data, "EnqueuedTimeUtc"),
                DeadLetterSource = Text(data, "DeadLetterSource"),
                Properties = Properties(data),
            };
        }
        catch (JsonException e)
        {
            throw new FormatException($"What the host says of the message is not what was expected: {e.Message}", e);
        }
    }

    private static string? Text(IReadOnlyDictionary<string, object?> data, string name) => data.GetValueOrDefault(name) as string;

    /// <summary>Dates come in quotes and without a zone, and are UTC.</summary>
    private static DateTimeOffset? Date(IReadOnlyDictionary<string, object?> data, string name) =>
        DateTimeOffset.TryParse(
            Text(data, name)?.Trim('"'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var date)
            ? date
            : null;

    private static Dictionary<string, object> Properties(IReadOnlyDictionary<string, object?> data)
    {
        var properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        if (Text(data, "ApplicationProperties") is not { } text)
        {
            return properties;
        }

        using var json = JsonDocument.Parse(text);
        foreach (var property in json.RootElement.EnumerateObject())
        {
            // AMQP allows a property without a value: to its readers it is not there.
            if (property.Value.ValueKind != JsonValueKind.Null)
            {
                properties[property.Name] = PropertyValue.Read(property.Value) ?? new UnreadProperty(property.Value.GetRawText());
            }
        }

        return properties;
    }
}
