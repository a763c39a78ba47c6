using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Butler.Functions.Channels;

/// <summary>Reads and writes JSON from templates.</summary>
internal static class JsonForm
{
    /// <summary>A comma after the last member is allowed: loops in templates leave one.</summary>
    private static readonly JsonDocumentOptions Lenient =
        new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads an object that must have one of several members.</summary>
    /// <param name="text">The text.</param>
    /// <param name="template">The template's description, for the fault.</param>
    /// <param name="fault">The fault; null on success.</param>
    /// <param name="members">The names of which at least one is required.</param>
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

            fault = $"{template} does not produce a JSON object";
        }
        catch (JsonException e)
        {
            fault = $"{template} does not produce valid JSON: {e.Message}";
        }
        catch (InvalidOperationException)
        {
            fault = $"{template} produces JSON with half of a surrogate pair";
        }

        return null;
    }

    /// <summary>The JSON in UTF-8, shortest form.</summary>
    public static byte[] Encode(JsonNode json) => JsonSerializer.SerializeToUtf8Bytes(json, Relaxed);

    /// <summary>Reads all texts, because an invalid text is found only when it is read.</summary>
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
