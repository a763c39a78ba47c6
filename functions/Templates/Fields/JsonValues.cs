using System.Text.Json;

namespace Butler.Functions.Templates.Fields;

/// <summary>Converts JSON to values for templates.</summary>
internal static class JsonValues
{
    /// <summary>An object as a <see cref="FieldMap"/>, an array as an array, a number as long or double.</summary>
    public static object? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => FieldMap.Of(json.EnumerateObject().DistinctBy(p => p.Name).ToDictionary(p => p.Name, p => Of(p.Value))),
        JsonValueKind.Array => json.EnumerateArray().Select(Of).ToArray(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? whole : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The first of some paths, such as <c>extensions.tenantId</c>, that has a value; null when none has.</summary>
    public static JsonElement? Find(JsonElement? json, ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            var at = json;
            foreach (var name in path.Split('.'))
            {
                at = at is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var child) ? child : null;
            }

            if (at is { ValueKind: not JsonValueKind.Null })
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>Writes a template's value as JSON, with converted texts.</summary>
    public static void Write(Utf8JsonWriter writer, object? value, Func<string, string> text)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool yes:
                writer.WriteBooleanValue(yes);
                break;
            case int or long or short:
                writer.WriteNumberValue(Convert.ToInt64(value, null));
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case FieldMap map:
                writer.WriteStartObject();
                foreach (var (name, entry) in map)
                {
                    writer.WritePropertyName(text(name));
                    Write(writer, entry, text);
                }

                writer.WriteEndObject();
                break;
            case object?[] list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    Write(writer, item, text);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(text(value.ToString() ?? ""));
                break;
        }
    }
}
