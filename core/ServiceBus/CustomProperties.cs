using System.Globalization;
using System.Text.Json;
using Azure.Core;

namespace Butler.Core.ServiceBus;

/// <summary>
/// Custom properties as the REST data plane carries them: a header each, the value as JSON (text in quotes, numbers and
/// booleans bare). On receipt they stand among the ordinary headers of the answer.
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
            request.Headers.Add(name, Encode(value));
        }
    }

    public static void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, object> properties)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in properties)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(Encode(value));
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

    private static string Encode(object value) => value switch
    {
        string text => $"\"{JsonEncodedText.Encode(text)}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
    };

    private static object? Decode(string text)
    {
        if (text is "true" or "false")
        {
            return text == "true";
        }

        if (text.StartsWith('"'))
        {
            try
            {
                using var json = JsonDocument.Parse(text);
                return json.RootElement.GetString();
            }
            catch (JsonException)
            {
                return text.Trim('"');
            }
        }

        return long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
