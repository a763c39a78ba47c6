using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Text;
using Butler.Functions.Alerts;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.PagerDuty;

/// <summary>
/// Renders an event for PagerDuty. The actions <c>acknowledge</c> and <c>resolve</c> with the same <c>dedup_key</c> apply to the incident
/// that <c>trigger</c> opened.
/// Source: https://developer.pagerduty.com/docs/events-api-v2/trigger-events/
/// </summary>
internal sealed class PagerDutyChannel(PagerDutyOptions options, ITemplates templates) : IChannel
{
    private const int MaxSummary = 1024;
    private const int MaxDetail = 8000;
    private const int MaxMembers = 50;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ChannelMessage Render(Alert alert)
    {
        var message = new JsonObject
        {
            ["event_action"] = Action(alert.Reason.Kind),
            ["dedup_key"] = IncidentKey.Of(alert),
        };
        if (alert.Reason.Kind is AlertKind.Acknowledged or AlertKind.Resolved)
        {
            // PagerDuty reads only the key of these events.
            return new ChannelMessage.Http(JsonSerializer.SerializeToUtf8Bytes(message, Json), []);
        }

        var own = options.Text is { } text
            ? templates.FillInline(text, alert, TextForm.Plain)
            : templates.Fill(alert, "text", TextForm.Plain);
        message["payload"] = Payload(alert, own.Text);
        message["links"] = Links(alert);
        message["client"] = "Butler";
        return new ChannelMessage.Http(JsonSerializer.SerializeToUtf8Bytes(message, Json), []) { TemplateFault = own.Fault };
    }

    private static string Action(AlertKind kind) => kind switch
    {
        AlertKind.Acknowledged => "acknowledge",
        AlertKind.Resolved => "resolve",
        _ => "trigger",
    };

    private JsonObject Payload(Alert alert, string? own)
    {
        var payload = new JsonObject
        {
            ["summary"] = TextCut.ToBytes(AlertText.Title(alert), MaxSummary),
            ["source"] = EventData.Host(alert.Event, alert.Task) is { Length: > 0 } host ? host : alert.Event.Site ?? alert.Event.Source,
            ["severity"] = options.Severity ?? Severity(alert),
            ["timestamp"] = alert.Event.Time.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
            ["class"] = alert.Event.Type,
        };
        if (EventNames.Of(alert.Event, alert.Task) is { } name && !alert.Reason.IsMany)
        {
            payload["component"] = TextCut.ToBytes(name, MaxSummary);
        }

        payload["custom_details"] = Details(alert, own);
        return payload;
    }

    private static JsonObject Details(Alert alert, string? own)
    {
        var details = new JsonObject();
        void Add(string label, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                details[label] = TextCut.ToBytes(value, MaxDetail);
            }
        }

        if (own is not null)
        {
            Add("Message", own);
            return details;
        }

        Add("Failing lines", string.Join('\n', AlertText.Failing(alert)));
        Add("Events", string.Join('\n', (alert.Reason.Members ?? []).Take(MaxMembers).Select(member => AlertText.Member(alert, member))));
        foreach (var (label, value) in AlertFacts.Of(alert))
        {
            Add(label, value);
        }

        Add("Notes", string.Join('\n', AlertText.Notes(alert)));
        return details;
    }

    private static JsonArray Links(Alert alert)
    {
        var links = AlertLinks.Of(alert).Select(link => (link.Text, link.Url));
        if (alert.AcknowledgeUrl is { } acknowledge)
        {
            links = links.Prepend(("Acknowledge", acknowledge));
        }

        return [.. links.Select(link => (JsonNode)new JsonObject { ["href"] = link.Url.AbsoluteUri, ["text"] = link.Text })];
    }

    private static string Severity(Alert alert) => AlertTone.Of(alert).Name switch
    {
        "bad" => "error",
        "warning" => "warning",
        _ => "info",
    };
}
