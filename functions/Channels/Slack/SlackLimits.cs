using System.Text.Json;
using System.Text.Json.Nodes;

namespace Butler.Functions.Channels.Slack;

/// <summary>
/// Shortens messages to Slack's limits, and says so in the message: 50 blocks, headers of 150 characters, texts of 3,000, 10 fields of
/// 2,000, 25 buttons with texts of 75 and addresses of 3,000, no empty texts, and a limit for all texts of a message together.
/// Source: https://docs.slack.dev/reference/block-kit/blocks
/// </summary>
internal static class SlackLimits
{
    private const int MaxBlocks = 50;
    private const int MaxHeader = 150;
    private const int MaxText = 3000;
    private const int MaxFields = 10;
    private const int MaxField = 2000;
    private const int MaxElements = 10;
    private const int MaxButtons = 25;
    private const int MaxButton = 75;
    private const int MaxUrl = 3000;
    private const int MaxMessage = 40_000;

    /// <summary>
    /// Slack does not document the limit of the error <c>msg_blocks_too_long</c>; the error was seen from about 13,000 characters.
    /// </summary>
    private const int MaxTogether = 12_000;

    private const int Shortest = 300;

    /// <summary>Shortens a message in place.</summary>
    /// <returns>Whether anything had to be shortened.</returns>
    public static bool Fit(JsonObject message)
    {
        var shortened = false;
        if (Text(message, "text") is { } text)
        {
            Set(message, "text", SlackText.Cut(text, MaxMessage), ref shortened);
        }

        if (message["blocks"] is not JsonArray blocks)
        {
            message.Remove("blocks");
            return shortened;
        }

        SplitFields(blocks);
        for (var i = blocks.Count - 1; i >= 0; i--)
        {
            if (blocks[i] is not JsonObject block || !FitBlock(block, ref shortened))
            {
                blocks.RemoveAt(i);
            }
        }

        shortened |= FitTogether(blocks);
        if (blocks.Count > MaxBlocks)
        {
            shortened = true;
        }

        if (shortened)
        {
            while (blocks.Count > MaxBlocks - 1)
            {
                blocks.RemoveAt(blocks.Count - 1);
            }

            blocks.Add((JsonNode)new JsonObject
            {
                ["type"] = "context",
                ["elements"] = new JsonArray(new JsonObject { ["type"] = "mrkdwn", ["text"] = "Shortened to Slack's size limit." }),
            });
        }

        return shortened;
    }

    /// <summary>A block's type; empty when it has none.</summary>
    public static string TypeOf(JsonObject block) => Text(block, "type") ?? "";

    /// <summary>Moves the fields beyond a section's limit to further sections.</summary>
    private static void SplitFields(JsonArray blocks)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] is JsonObject block && block["fields"] is JsonArray { Count: > MaxFields } fields)
            {
                var rest = new JsonArray();
                while (fields.Count > MaxFields)
                {
                    var field = fields[MaxFields];
                    fields.RemoveAt(MaxFields);
                    rest.Add(field);
                }

                blocks.Insert(i + 1, new JsonObject { ["type"] = "section", ["fields"] = rest });
            }
        }
    }

    /// <summary>Shortens a block; returns false when nothing is left.</summary>
    private static bool FitBlock(JsonObject block, ref bool shortened)
    {
        switch (TypeOf(block))
        {
            case "header":
                return FitText(block, MaxHeader, ref shortened);
            case "section":
                if (block["accessory"] is JsonObject accessory && !FitElement(accessory, ref shortened))
                {
                    block.Remove("accessory");
                }

                var fields = FitList(block, "fields", MaxFields, MaxField, ref shortened);
                return FitText(block, MaxText, ref shortened) || fields;
            case "context":
                return FitList(block, "elements", MaxElements, MaxField, ref shortened);
            case "actions":
                return FitList(block, "elements", MaxButtons, MaxField, ref shortened);
            default:
                return true;
        }
    }

    /// <summary>Shortens the block's own text; removes an empty text and returns false.</summary>
    private static bool FitText(JsonObject block, int most, ref bool shortened)
    {
        if (block["text"] is not JsonObject text || string.IsNullOrWhiteSpace(Text(text, "text")))
        {
            block.Remove("text");
            return false;
        }

        Set(text, "text", SlackText.Cut(Text(text, "text")!, most), ref shortened);
        return true;
    }

    /// <summary>Shortens a list of fields or elements; removes an empty list and returns false.</summary>
    private static bool FitList(JsonObject block, string name, int most, int mostText, ref bool shortened)
    {
        if (block[name] is not JsonArray list)
        {
            block.Remove(name);
            return false;
        }

        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (list[i] is not JsonObject element || !FitElement(element, ref shortened))
            {
                list.RemoveAt(i);
            }
            else if (Text(element, "text") is { } text)
            {
                Set(element, "text", SlackText.Cut(text, mostText), ref shortened);
            }
        }

        while (list.Count > most)
        {
            list.RemoveAt(list.Count - 1);
            shortened = true;
        }

        if (list.Count == 0)
        {
            block.Remove(name);
        }

        return list.Count > 0;
    }

    /// <summary>Shortens a field, an image or a button; returns false when Slack cannot show it.</summary>
    private static bool FitElement(JsonObject element, ref bool shortened)
    {
        if (TypeOf(element) is "mrkdwn" or "plain_text")
        {
            return !string.IsNullOrWhiteSpace(Text(element, "text"));
        }

        if (TypeOf(element) != "button")
        {
            return true;
        }

        if (element.ContainsKey("url")
            && !(Text(element, "url") is { Length: <= MaxUrl } url && Uri.TryCreate(url, UriKind.Absolute, out var address)
                && address.Scheme is "http" or "https"))
        {
            return false;
        }

        return FitText(element, MaxButton, ref shortened);
    }

    /// <summary>Halves the longest text until the total length is within the limit.</summary>
    private static bool FitTogether(JsonArray blocks)
    {
        var shortened = false;
        while (true)
        {
            var texts = blocks.OfType<JsonObject>().SelectMany(Texts).ToList();
            var longest = texts.MaxBy(t => Text(t, "text")!.Length);
            if (texts.Sum(t => Text(t, "text")!.Length) <= MaxTogether || longest is null)
            {
                return shortened;
            }

            if (Text(longest, "text") is { Length: > Shortest } text)
            {
                Set(longest, "text", SlackText.Cut(text, Math.Max(Shortest, text.Length / 2)), ref shortened);
            }
            else
            {
                blocks.RemoveAt(blocks.Count - 1);
                shortened = true;
            }
        }
    }

    /// <summary>The text objects of a block.</summary>
    private static IEnumerable<JsonObject> Texts(JsonObject block)
    {
        IEnumerable<JsonNode?> found = [block["text"], .. block["fields"] as JsonArray ?? [], .. block["elements"] as JsonArray ?? []];
        return found.OfType<JsonObject>().Where(t => Text(t, "text") is not null);
    }

    private static string? Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static void Set(JsonObject json, string name, string value, ref bool shortened)
    {
        if (Text(json, name) != value)
        {
            json[name] = value;
            shortened = true;
        }
    }
}
