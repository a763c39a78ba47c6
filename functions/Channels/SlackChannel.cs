using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Functions.Configuration;

namespace Butler.Functions.Channels;

/// <summary>
/// Blocks for a Slack incoming webhook, within Slack's limits: header 150 characters, 10 fields of 2,000, text 3,000.
/// Source: https://api.slack.com/reference/block-kit/blocks
/// </summary>
internal sealed class SlackChannel(SlackOptions options) : IChannel
{
    private const int MostFields = 10;
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ChannelMessage Render(Alert alert)
    {
        var title = AlertText.Title(alert);
        var facts = AlertText.Facts(alert);
        var blocks = new JsonArray(
            new JsonObject { ["type"] = "header", ["text"] = PlainText(Cut(title, 150)) });

        // Short facts side by side, long or many-lined ones below each other.
        var narrow = facts.Where(f => f.Value.Length <= 200 && !f.Value.Contains('\n', StringComparison.Ordinal)).Take(MostFields).ToList();
        if (narrow.Count > 0)
        {
            blocks.Add((JsonNode)new JsonObject
            {
                ["type"] = "section",
                ["fields"] = new JsonArray([.. narrow.Select(f => (JsonNode)Markdown($"*{f.Label}*\n{Escape(f.Value, 1900)}"))]),
            });
        }

        foreach (var (label, value) in facts.Except(narrow))
        {
            blocks.Add((JsonNode)new JsonObject { ["type"] = "section", ["text"] = Markdown($"*{label}*\n```{Escape(value, 2900)}```") });
        }

        if (Buttons(alert) is { Count: > 0 } buttons)
        {
            blocks.Add((JsonNode)new JsonObject { ["type"] = "actions", ["elements"] = buttons });
        }

        if (AlertText.Notes(alert) is { Count: > 0 } notes)
        {
            blocks.Add((JsonNode)new JsonObject
            {
                ["type"] = "context",
                ["elements"] = new JsonArray([.. notes.Select(n => (JsonNode)Markdown(Escape(n, 2000)))]),
            });
        }

        var message = new JsonObject();
        Add(message, "channel", options.Channel);
        Add(message, "username", options.Username);
        Add(message, "icon_emoji", options.Icon);
        message["text"] = Escape(title, 1000);
        message["blocks"] = blocks;
        return new ChannelMessage.Http(JsonSerializer.SerializeToUtf8Bytes(message, Json), []);
    }

    private static JsonArray Buttons(Alert alert)
    {
        var buttons = new JsonArray();
        void Button(string text, Uri? url)
        {
            if (url is not null && buttons.Count < 25)
            {
                buttons.Add((JsonNode)new JsonObject { ["type"] = "button", ["text"] = PlainText(Cut(text, 75)), ["url"] = url.AbsoluteUri });
            }
        }

        Button("Open QMC", alert.Site.QmcUrl);
        Button("Open hub", alert.Site.HubUrl);
        if (alert.Site.AppBaseUrl is { } apps && alert.Task?.AppId is { } app)
        {
            Button("Open app", new Uri($"{apps.AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(app)}"));
        }

        foreach (var link in alert.Links)
        {
            Button(link.Text, link.Url);
        }

        return buttons;
    }

    private static void Add(JsonObject message, string name, string? value)
    {
        if (value is not null)
        {
            message[name] = value;
        }
    }

    private static JsonObject PlainText(string text) => new() { ["type"] = "plain_text", ["text"] = text, ["emoji"] = false };

    private static JsonObject Markdown(string text) => new() { ["type"] = "mrkdwn", ["text"] = text };

    /// <summary>
    /// Slack's own escaping (only these three characters have a meaning that must be taken from them), cut so that the result
    /// fits and no escape or surrogate pair is torn.
    /// </summary>
    private static string Escape(string text, int most)
    {
        var escaped = new StringBuilder(Math.Min(text.Length, most) + 16);
        foreach (var rune in text.Replace("```", "'''", StringComparison.Ordinal).EnumerateRunes())
        {
            var part = rune.Value switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", _ => rune.ToString() };
            if (escaped.Length + part.Length > most - 1)
            {
                return escaped.Append('…').ToString();
            }

            escaped.Append(part);
        }

        return escaped.ToString();
    }

    private static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var end = most - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }
}
