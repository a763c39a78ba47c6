using System.Text.Json;
using Azure.Core;

namespace Butler.Core.Azure.ServiceBus;

/// <summary>
/// Custom properties as the REST data plane carries them: one header for each property, with the value as JSON (text in quotes, numbers and
/// booleans bare). In an answer they are mixed with the ordinary HTTP headers.
/// </summary>
internal static class CustomProperties
{
    private static readonly HashSet<string> Ordinary = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Content-Type", "Date", "Keep-Alive", "Location", "Server", "Strict-Transport-Security",
        "Transfer-Encoding", BrokerProperties.HeaderName,
    };

    public static void Add(Request request, IReadOnlyDictionary<string, object> properties)
    {
        foreach (var (name, value) in properties)
        {
            request.Headers.Add(name, PropertyValue.Write(value));
        }
    }

    public static void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, object> properties)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in properties)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(PropertyValue.Write(value));
        }

        writer.WriteEndObject();
    }

    public static Dictionary<string, object> Read(ResponseHeaders headers)
    {
        var properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers)
        {
            if (!Ordinary.Contains(header.Name) && Decode(header.Value) is { } value)
            {
                properties[header.Name] = value;
            }
        }

        return properties;
    }

    /// <summary>Returns null for a header that does not hold a JSON value: it is an ordinary HTTP header.</summary>
    private static object? Decode(string text)
    {
        if (text.Length == 0 || (text[0] is not ('"' or '-' or 't' or 'f') && !char.IsAsciiDigit(text[0])))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return PropertyValue.Read(json.RootElement);
        }
        catch (JsonException)
        {
            return text[0] == '"' ? text.Trim('"') : null;
        }
    }
}
