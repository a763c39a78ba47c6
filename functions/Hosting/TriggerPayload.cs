using System.Globalization;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Functions.Queues;

namespace Butler.Functions.Hosting;

/// <summary>
/// Decodes the payload that the Functions host posts for a queue trigger with <c>dataType: binary</c>. Each member is decoded by its known
/// type, never by its content: the body is base64, a metadata text is JSON in JSON, and numbers are JSON text.
/// Source: https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#request-payload
/// </summary>
internal static class TriggerPayload
{
    /// <summary>The name of the binding in every <c>function.json</c> with a queue trigger.</summary>
    public const string BindingName = "message";

    /// <exception cref="FormatException">The body is not such a payload.</exception>
    public static async Task<TriggerMessage> ReadMessageAsync(Stream body, string queue, CancellationToken cancellationToken)
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(body, default, cancellationToken);
            var metadata = json.RootElement.TryGetProperty("Metadata", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
            return new TriggerMessage
            {
                Queue = queue,
                Body = json.RootElement.GetProperty("Data").GetProperty(BindingName).GetBytesFromBase64(),
                MessageId = Text(metadata, "MessageId") ?? throw new FormatException("The metadata lack MessageId."),
                Label = Text(metadata, "Subject") ?? Text(metadata, "Label"),
                CorrelationId = Text(metadata, "CorrelationId"),
                DeliveryCount = Number(metadata, "DeliveryCount") ?? 1,
                EnqueuedTime = Date(metadata, "EnqueuedTimeUtc"),
                Properties = Properties(metadata),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"This is not a payload of a queue trigger with the binary binding \"{BindingName}\": {e.Message}", e);
        }
    }

    private static JsonElement Member(JsonElement metadata, string name) =>
        metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement metadata, string name)
    {
        var value = Member(metadata, name);
        return value.ValueKind == JsonValueKind.String ? JsonSerializer.Deserialize(value.GetString()!, HostingJson.Default.String) : null;
    }

    private static int? Number(JsonElement metadata, string name)
    {
        var value = Member(metadata, name);
        return value.ValueKind == JsonValueKind.String ? int.Parse(value.GetString()!, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Reads a date, which is UTC without a zone.</summary>
    private static DateTimeOffset? Date(JsonElement metadata, string name)
    {
        var value = Member(metadata, name);
        return value.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
            ? date
            : null;
    }

    private static Dictionary<string, object> Properties(JsonElement metadata)
    {
        var properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        var application = Member(metadata, "ApplicationProperties");
        if (application.ValueKind != JsonValueKind.Object)
        {
            return properties;
        }

        foreach (var property in application.EnumerateObject())
        {
            // AMQP allows a property without a value, which counts as absent.
            if (property.Value.ValueKind != JsonValueKind.Null)
            {
                properties[property.Name] = PropertyValue.Read(property.Value) ?? new UnreadProperty(property.Value.GetRawText());
            }
        }

        return properties;
    }
}
