using System.Buffers;
using System.Text.Json;

namespace Butler.Core.Secrets;

/// <summary>Copies JSON without its secrets: values with the name of a secret, and secrets in texts.</summary>
/// <param name="redaction">Masks texts.</param>
internal sealed class JsonRedaction(Redaction redaction)
{
    private static readonly string[] ValueNames = ["value", "qValue", "val", "content", "qDefinition", "attributeValue"];

    public JsonElement Copy(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            Write(writer, value, isSecret: false);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private void Write(Utf8JsonWriter writer, JsonElement value, bool isSecret)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value, isSecret);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, isSecret);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                var text = value.GetString()!;
                writer.WriteStringValue(isSecret && !ValueLooks.Harmless(text) ? SecretRanges.Mask : redaction.Clean(text));
                break;
            case JsonValueKind.Number when isSecret:
                writer.WriteStringValue(SecretRanges.Mask);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private void WriteObject(Utf8JsonWriter writer, JsonElement value, bool isSecret)
    {
        var isPair = IsSecretPair(value);
        writer.WriteStartObject();
        foreach (var field in value.EnumerateObject())
        {
            writer.WritePropertyName(field.Name);
            var isValue = isPair && ValueNames.Contains(field.Name, StringComparer.OrdinalIgnoreCase);
            Write(writer, field.Value, isSecret || isValue || Redaction.IsSecret(field.Name, field.Value));
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// Whether an object is a pair of a name and a value, such as custom properties, variables and attributes, and the name is that of a
    /// secret.
    /// </summary>
    private static bool IsSecretPair(JsonElement value)
    {
        var name = Text(value, "name") ?? Text(value, "qName") ?? Text(value, "key") ?? Text(value, "attributeType")
            ?? (value.TryGetProperty("definition", out var definition) && definition.ValueKind == JsonValueKind.Object
                ? Text(definition, "name")
                : null);
        return name is not null && Redaction.IsSecret(name);
    }

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
}
