using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Text;

namespace Butler.Functions.Channels.Teams;

/// <summary>
/// Teams rejects messages above 28 KB, and does not show a card with an invalid button address. It does not count the received bytes: it
/// serializes the JSON again, with non-ASCII characters and characters such as quotes and <c>&lt;</c> as <c>\uXXXX</c>, and counts the
/// result. A message of 25,564 bytes was rejected as 29,325.
/// Source: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
/// </summary>
internal static class TeamsLimits
{
    /// <summary>
    /// The maximum size in bytes as Teams counts them: less than its limit of 28,672, because the workflow adds to the message.
    /// </summary>
    public const int MaxBytes = 27_000;

    private const int Longest = 4096;
    private const int Shortest = 128;
    private static readonly string[] Shown = ["text", "value", "title", "codeSnippet", "altText"];

    /// <summary>Whether Teams accepts an encoded message of this size.</summary>
    public static bool Fits(ReadOnlySpan<byte> encoded) => Size(encoded) <= MaxBytes;

    /// <summary>
    /// The size of an encoded message as Teams counts it: each character that is not ASCII, or has a meaning in HTML, as <c>\uXXXX</c>.
    /// </summary>
    public static int Size(ReadOnlySpan<byte> encoded)
    {
        var size = encoded.Length;
        for (var i = 0; i < encoded.Length; i++)
        {
            size += encoded[i] switch
            {
                (byte)'&' or (byte)'\'' or (byte)'+' or (byte)'<' or (byte)'>' or (byte)'`' or 0x7F => 5,
                (byte)'\\' when encoded[i + 1] == '"' => 4,
                >= 0xF0 => 8, // four bytes: two escapes of six
                >= 0xE0 => 3,
                >= 0xC0 => 4,
                _ => 0,
            };
            i += encoded[i] == '\\' ? 1 : 0;
        }

        return size;
    }

    /// <summary>Removes buttons whose address is not a web page, and then empty lists of buttons.</summary>
    public static void Repair(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, value) in members.ToList())
                {
                    Repair(value);
                }

                break;
            case JsonArray items:
                for (var i = items.Count - 1; i >= 0; i--)
                {
                    Repair(items[i]);
                    if (items[i] is null or JsonObject { Count: 0 } || (items[i] is JsonObject item && LeadsNowhere(item)))
                    {
                        items.RemoveAt(i);
                    }
                }

                break;
        }
    }

    /// <summary>
    /// Shortens the longest texts first, and in the end leaves out the last elements, until Teams accepts the message; the card says so.
    /// </summary>
    public static void Fit(JsonObject message)
    {
        var body = Body(message);
        body?.Add((JsonNode)TeamsCard.Note("Shortened to Teams' size limit."));
        for (var most = Longest; most >= Shortest && !Fits(JsonForm.Encode(message)); most /= 2)
        {
            foreach (var text in Texts(message).Where(t => t.GetValue<string>().Length > most).ToList())
            {
                text.ReplaceWith(TextCut.ToLength(text.GetValue<string>(), most));
            }
        }

        while (body?.Count > 1 && !Fits(JsonForm.Encode(message)))
        {
            body.RemoveAt(body.Count - 2);
        }
    }

    private static JsonArray? Body(JsonObject message) =>
        message["attachments"] is JsonArray and [JsonObject first, ..] && first["content"] is JsonObject card
        ? card["body"] as JsonArray
        : null;

    private static bool LeadsNowhere(JsonObject item) => Text(item, "type") switch
    {
        "Action.OpenUrl" => !(Uri.TryCreate(Text(item, "url"), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"),
        "ActionSet" => item["actions"] is JsonArray { Count: 0 },
        _ => false,
    };

    /// <summary>The visible texts, without addresses and names of types.</summary>
    private static IEnumerable<JsonValue> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => m.Value is JsonValue value
            ? Shown.Contains(m.Key) && value.GetValueKind() == JsonValueKind.String ? [value] : []
            : Texts(m.Value)),
        JsonArray items => items.SelectMany(Texts),
        _ => [],
    };

    private static string? Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
