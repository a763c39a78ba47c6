using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Butler.Functions.Channels;

/// <summary>JSON that a template has made.</summary>
internal static class JsonForm
{
    /// <summary>A comma after the last member does no harm: loops in templates leave one.</summary>
    private static readonly JsonDocumentOptions Lenient =
        new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Escaped = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>Reads an object with one of some members.</summary>
    /// <param name="text">The text.</param>
    /// <param name="template">The template in words, for what is wrong with it.</param>
    /// <param name="fault">What is wrong; null when all is well.</param>
    /// <param name="members">The names of which one at least must be there.</param>
    public static JsonObject? Parse(string text, string template, out string? fault, params string[] members)
    {
        try
        {
            if (JsonNode.Parse(text, documentOptions: Lenient) is JsonObject found)
            {
                Read(found);
                fault = Array.Exists(members, found.ContainsKey) ? null : $"{template} has no {string.Join(" or ", members)}";
                return fault is null ? found : null;
            }

            fault = $"{template} gives no JSON object";
        }
        catch (JsonException e)
        {
            fault = $"{template} gives no JSON: {e.Message}";
        }
        catch (InvalidOperationException)
        {
            fault = $"{template} gives JSON with half a character in it";
        }

        return null;
    }

    /// <summary>The JSON in UTF-8, shortest form.</summary>
    public static byte[] Encode(JsonNode json) => JsonSerializer.SerializeToUtf8Bytes(json, Relaxed);

    /// <summary>The JSON in UTF-8 as a cautious program writes it: what is not plain ASCII, and what means something to HTML, is escaped.</summary>
    public static byte[] EncodeEscaped(JsonNode json) => JsonSerializer.SerializeToUtf8Bytes(json, Escaped);

    /// <summary>The texts are decoded only when they are read: an impossible one is found here.</summary>
    private static void Read(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, value) in members)
                {
                    Read(value);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Read(item);
                }

                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                _ = value.GetValue<string>();
                break;
        }
    }
}
