using System.Text.Json.Nodes;
using Butler.Functions.Alerts;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.Teams;

/// <summary>
/// Renders a message with an adaptive card for a Teams workflow's webhook: from a template, from one line, or built in. A message that is
/// too large for Teams is shortened, the log first.
/// </summary>
internal sealed class TeamsChannel(TeamsOptions options, ITemplates templates) : IChannel
{
    private const string CardType = "application/vnd.microsoft.card.adaptive";

    public ChannelMessage Render(Alert alert)
    {
        JsonObject? message = null;
        string? fault = null;
        foreach (var shorter in ShorterAlerts.Of(alert))
        {
            (message, fault) = Make(shorter);
            VisibleText.Clean(message);
            TeamsLimits.Repair(message);
            var encoded = JsonForm.Encode(message);
            if (TeamsLimits.Fits(encoded))
            {
                return new ChannelMessage.Http(encoded, []) { TemplateFault = fault };
            }
        }

        TeamsLimits.Fit(message!);
        return new ChannelMessage.Http(JsonForm.Encode(message!), []) { TemplateFault = fault };
    }

    /// <summary>Wraps a plain card in a message. Messages and old connector cards (<c>@type</c>) are unchanged.</summary>
    public static JsonObject Wrap(JsonObject card) => card.ContainsKey("attachments") || card.ContainsKey("@type")
        ? card
        : new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = CardType, ["contentUrl"] = null, ["content"] = card }),
        };

    private (JsonObject Message, string? Fault) Make(Alert alert)
    {
        if (options.Text is { } text)
        {
            var line = templates.FillInline(text, alert, TextForm.Plain);
            return (Wrap(line.Text is { } filled ? TeamsCard.OneLine(alert, filled) : TeamsCard.Of(alert, line.Fault)), line.Fault);
        }

        var own = templates.Fill(alert, "card", TextForm.Json);
        var fault = own.Fault;
        var made = own.Text is { } json
            ? JsonForm.Parse(
                json, $"the template {options.Template ?? "for " + alert.Event.Type}", out fault, "attachments", "body", "@type")
            : null;
        return (Wrap(made ?? TeamsCard.Of(alert, fault)), fault);
    }
}
