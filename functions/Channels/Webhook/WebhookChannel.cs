using System.Text;
using Butler.Functions.Alerts;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.Webhook;

/// <summary>
/// Renders the body of Butler's webhooks for the kinds of events that Butler knew, and the event itself for all others. With GET the
/// same fields are in the query.
/// </summary>
internal sealed class WebhookChannel(WebhookOptions options, ITemplates templates) : IChannel
{
    public ChannelMessage Render(Alert alert)
    {
        if (options.Method == "GET")
        {
            return BuiltIn(alert);
        }

        var form = TextForms.Of(options.ContentType);
        var own = options.Text is { } text ? templates.FillInline(text, alert, form) : templates.Fill(alert, "body", form);
        return own.Text is { } body
            ? new ChannelMessage.Http(Encoding.UTF8.GetBytes(body), []) { ContentType = options.ContentType }
            : BuiltIn(alert) with { TemplateFault = own.Fault };
    }

    private ChannelMessage.Http BuiltIn(Alert alert)
    {
        if (ButlerBody.Of(alert) is not { } body)
        {
            return options.Method == "GET"
                ? new ChannelMessage.Http(null, [
                    new("event", alert.Event.Type), new("id", alert.Event.Id), new("source", alert.Event.Source),
                    new("subject", alert.Event.Subject ?? ""), new("time", alert.Event.Time.UtcDateTime.ToString("O")),
                ])
                : new ChannelMessage.Http(alert.Encoded, []);
        }

        return options.Method == "GET" ? new ChannelMessage.Http(null, body.Query()) : new ChannelMessage.Http(body.Json(), []);
    }
}
