using System.Text.Json.Nodes;
using Butler.Core.Text;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels.Slack;

/// <summary>The built-in blocks. Source: https://docs.slack.dev/reference/block-kit/blocks</summary>
internal static class SlackBlocks
{
    private const int MaxText = 2900;
    private const int MaxMembers = 20;

    /// <summary>Renders the failing lines first, then facts, links and notes.</summary>
    public static JsonObject Of(Alert alert, string? fault)
    {
        var blocks = new JsonArray(Header(AlertText.Title(alert)));
        if (AlertText.Failing(alert) is { Count: > 0 } failing)
        {
            blocks.Add((JsonNode)Section($"```{SlackText.Escape(string.Join('\n', failing), MaxText)}```"));
        }

        if (alert.Reason.Members is { Count: > 0 } members)
        {
            var lines = members.Take(MaxMembers).Select(m => $"• {SlackText.Escape(AlertText.Member(alert, m), 140)}");
            blocks.Add((JsonNode)Section(SlackText.Cut(string.Join('\n', lines), MaxText)));
        }

        // Short facts are side by side, long or multi-line ones below each other.
        var facts = AlertFacts.Of(alert);
        var narrow = facts.Where(f => f.Value.Length <= 200 && !f.Value.Contains('\n', StringComparison.Ordinal)).ToList();
        if (narrow.Count > 0)
        {
            blocks.Add((JsonNode)new JsonObject
            {
                ["type"] = "section",
                ["fields"] = new JsonArray([.. narrow.Select(f => (JsonNode)Markdown($"*{f.Label}*\n{SlackText.Escape(f.Value, 1900)}"))]),
            });
        }

        foreach (var (label, value) in facts.Except(narrow))
        {
            blocks.Add((JsonNode)Section($"*{label}*\n```{SlackText.Escape(value, MaxText)}```"));
        }

        AddButtons(blocks, alert, AlertLinks.Of(alert));
        if (AlertText.Notes(alert, fault) is { Count: > 0 } notes)
        {
            blocks.Add((JsonNode)new JsonObject
            {
                ["type"] = "context",
                ["elements"] = new JsonArray([.. notes.Select(n => (JsonNode)Markdown(SlackText.Escape(n, 2000)))]),
            });
        }

        return new JsonObject { ["text"] = SlackText.Escape(AlertText.Title(alert), 1000), ["blocks"] = blocks };
    }

    /// <summary>Renders the operator's own line with Butler's two buttons.</summary>
    public static JsonObject OneLine(Alert alert, string text)
    {
        var line = AlertText.OneLine(text, 1000);
        var blocks = new JsonArray(Header(line));
        AddButtons(blocks, alert, [.. AlertLinks.Of(alert).Where(l => l.Id is "qmc" or "hub")]);
        return new JsonObject { ["text"] = SlackText.Escape(line, 1000), ["blocks"] = blocks };
    }

    /// <summary>A block of text in Slack's markup.</summary>
    public static JsonObject Section(string markup) => new() { ["type"] = "section", ["text"] = Markdown(markup) };

    private static void AddButtons(JsonArray blocks, Alert alert, IReadOnlyList<AlertLink> links)
    {
        var buttons = new JsonArray();
        if (alert.AcknowledgeUrl is { } acknowledge)
        {
            var button = Button("Acknowledge", acknowledge);
            button["style"] = "primary";
            buttons.Add((JsonNode)button);
        }

        foreach (var link in links)
        {
            buttons.Add((JsonNode)Button(link.Text, link.Url));
        }

        if (buttons.Count > 0)
        {
            blocks.Add((JsonNode)new JsonObject { ["type"] = "actions", ["elements"] = buttons });
        }
    }

    private static JsonObject Header(string text) => new() { ["type"] = "header", ["text"] = PlainText(TextCut.ToLength(text, 150)) };

    private static JsonObject Button(string text, Uri url) =>
        new() { ["type"] = "button", ["text"] = PlainText(TextCut.ToLength(text, 75)), ["url"] = url.AbsoluteUri };

    private static JsonObject PlainText(string text) => new() { ["type"] = "plain_text", ["text"] = text, ["emoji"] = false };

    private static JsonObject Markdown(string text) => new() { ["type"] = "mrkdwn", ["text"] = text };
}
