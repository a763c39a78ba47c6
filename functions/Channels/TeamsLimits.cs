using System.Text.Json;
using System.Text.Json.Nodes;

namespace Butler.Functions.Channels;

/// <summary>
/// Teams refuses messages above 28 KB and does not show a card with a button that leads nowhere.
/// Source: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
/// </summary>
internal static class TeamsLimits
{
    /// <summary>In bytes of UTF-8; a little below the limit, for what the workflow adds.</summary>
    public const int MostBytes = 27_000;

    private const int Shortest = 120;

    /// <summary>Whether Teams takes a message of this size.</summary>
    public static bool Fits(JsonObject message) => JsonForm.Encode(message).Length <= MostBytes;

    /// <summary>Takes out the buttons that lead nowhere or elsewhere than to a web page, and lists of buttons that are empty then.</summary>
    public static void Mend(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, value) in members.ToList())
                {
                    Mend(value);
                }

                break;
            case JsonArray items:
                for (var i = items.Count - 1; i >= 0; i--)
                {
                    Mend(items[i]);
                    if (items[i] is null or JsonObject { Count: 0 } || (items[i] is JsonObject item && LeadsNowhere(item)))
                    {
                        items.RemoveAt(i);
                    }
                }

                break;
        }
    }

    /// <summary>Halves the longest text, and in the end leaves out the last elements, until Teams takes it; the card says so.</summary>
    public static void Fit(JsonObject message)
    {
        if (Fits(message) || Body(message) is not { } body)
        {
            return;
        }

        body.Add((JsonNode)TeamsCard.Note("Shortened, because Teams takes no more."));
        while (!Fits(message))
        {
            var longest = Texts(body).MaxBy(t => t.GetValue<string>().Length);
            if (longest?.GetValue<string>() is { Length: > Shortest } text)
            {
                longest.ReplaceWith(AlertText.Cut(text, Math.Max(Shortest, text.Length / 2)));
            }
            else if (body.Count > 1)
            {
                body.RemoveAt(body.Count - 2);
            }
            else
            {
                return;
            }
        }
    }

    private static JsonArray? Body(JsonObject message) => message["attachments"] is JsonArray and [JsonObject first, ..] && first["content"] is JsonObject card
        ? card["body"] as JsonArray
        : null;

    private static bool LeadsNowhere(JsonObject item) => Text(item, "type") switch
    {
        "Action.OpenUrl" => !(Uri.TryCreate(Text(item, "url"), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"),
        "ActionSet" => item["actions"] is JsonArray { Count: 0 },
        _ => false,
    };

    private static IEnumerable<JsonValue> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.Where(m => m.Value is not null).SelectMany(m => Texts(m.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value],
        _ => [],
    };

    private static string? Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
