using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Functions.Alerts;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.Slack;

/// <summary>
/// Renders a message for a Slack incoming webhook: from a template's blocks, from one line, or built in. Texts above Slack's limits are
/// shortened.
/// </summary>
internal sealed class SlackChannel(SlackOptions options, ITemplates templates) : IChannel
{
    public ChannelMessage Render(Alert alert)
    {
        JsonObject? message = null;
        string? fault = null;
        foreach (var shorter in ShorterAlerts.Of(alert))
        {
            (message, fault) = Make(shorter);
            VisibleText.Clean(message);
            Mention(alert, message);
            Address(alert, message);
            if (!SlackLimits.Fit(message))
            {
                break;
            }
        }

        return new ChannelMessage.Http(JsonForm.Encode(message!), []) { TemplateFault = fault };
    }

    private (JsonObject Message, string? Fault) Make(Alert alert)
    {
        if (options.Text is { } text)
        {
            var line = templates.FillInline(text, alert, TextForm.Plain);
            return (line.Text is { } filled ? SlackBlocks.OneLine(alert, filled) : SlackBlocks.Of(alert, line.Fault), line.Fault);
        }

        var own = templates.Fill(alert, "blocks", TextForm.SlackJson);
        var fault = own.Fault;
        var made = own.Text is { } json
            ? JsonForm.Parse(
                json, $"the template {options.Template ?? "for " + alert.Event.Type}", out fault, "blocks", "text", "attachments")
            : null;
        return (made ?? SlackBlocks.Of(alert, fault), fault);
    }

    /// <summary>Adds the mentions; good news has none.</summary>
    private void Mention(Alert alert, JsonObject message)
    {
        if (options.Mention.Count == 0 || alert.Reason.Kind == AlertKind.Resolved)
        {
            return;
        }

        var who = string.Join(' ', options.Mention.Select(SlackText.Mention));
        if (message["blocks"] is JsonArray blocks)
        {
            var afterHeader = blocks is [JsonObject first, ..] && SlackLimits.TypeOf(first) == "header" ? 1 : 0;
            blocks.Insert(afterHeader, SlackBlocks.Section(who));
        }

        if (message["text"] is JsonValue text && text.GetValueKind() == JsonValueKind.String)
        {
            message["text"] = $"{who} {text.GetValue<string>()}";
        }
    }

    /// <summary>Adds sender and channel from the options, if the template has none, and the text of the notification.</summary>
    private void Address(Alert alert, JsonObject message)
    {
        void Add(string name, string? value)
        {
            if (value is not null && !message.ContainsKey(name))
            {
                message[name] = value;
            }
        }

        Add("channel", options.Channel);
        Add("username", options.Username);
        Add(options.Icon?.StartsWith("http", StringComparison.OrdinalIgnoreCase) == true ? "icon_url" : "icon_emoji", options.Icon);
        Add("text", SlackText.Escape(AlertText.Title(alert), 1000));
    }
}
