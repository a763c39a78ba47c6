using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events.Kinds;
using Butler.Core.Text;
using Butler.Functions.Alerts;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.Signl4;

/// <summary>
/// Renders an alert for Signl4's webhook, and its end: the same <c>X-S4-ExternalID</c> with the status <c>resolved</c> closes an alert that
/// <c>new</c> opened.
/// Source: https://docs.signl4.com/integrations/webhook/webhook.html
/// </summary>
internal sealed class Signl4Channel(Signl4Options options, ITemplates templates) : IChannel
{
    private const int MaxTitle = 250;
    private const int MaxMessage = 4000;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ChannelMessage Render(Alert alert)
    {
        var own = options.Text is { } text
            ? templates.FillInline(text, alert, TextForm.Plain)
            : templates.Fill(alert, "text", TextForm.Plain);
        var message = new JsonObject
        {
            ["Title"] = TextCut.ToBytes(Title(alert), MaxTitle),
            ["Message"] = TextCut.ToBytes(own.Text ?? Message(alert), MaxMessage),
            ["Severity"] = options.Severity,
        };
        if (options.Service is { } service)
        {
            message["X-S4-Service"] = service;
        }

        message["X-S4-ExternalID"] = IncidentKey.Of(alert);
        message["X-S4-Status"] = alert.Reason.Kind == AlertKind.Resolved ? "resolved" : "new";
        return new ChannelMessage.Http(JsonSerializer.SerializeToUtf8Bytes(message, Json), []) { TemplateFault = own.Fault };
    }

    /// <summary>Butler's words for the events that Butler sent.</summary>
    private static string Title(Alert alert)
    {
        var title = EventKinds.Find(alert.Event.Type) switch
        {
            { IsReload: true, Outcome: "failed" } => "Qlik Sense reload task failed",
            { IsReload: true, Outcome: "aborted" } => "Qlik Sense task aborted",
            _ => AlertText.Title(alert),
        };
        return alert.Reason.Kind switch
        {
            AlertKind.Resolved => AlertText.Title(alert),
            AlertKind.Escalated when alert.Reason.IsMany => $"Still open: {title} and {alert.Reason.MemberCount - 1} more",
            AlertKind.Escalated => $"Still open: {title}",
            AlertKind.Test => $"Test: {title}",
            AlertKind.Group when alert.Reason.Count > 1 => $"{title} and {alert.Reason.Count - 1} more",
            _ => title,
        };
    }

    private static string Message(Alert alert)
    {
        var lines = new List<string>();
        var task = alert.Task?.Task?.Name ?? alert.Task?.TaskName;
        if (!string.IsNullOrEmpty(task) && alert.Reason.MemberCount < 2)
        {
            lines.Add($"Task: {task}");
        }

        lines.AddRange(AlertText.Facts(alert).Select(fact => $"{fact.Label}: {fact.Value}"));
        lines.AddRange(alert.Reason.IsMany
            ? alert.Reason.Members.Select(member => $"{member.Task ?? member.Type}{(member.Error is { } error ? ": " + error : "")}")
            : []);
        lines.AddRange(AlertText.Notes(alert));
        if (alert.AcknowledgeUrl is { } acknowledge)
        {
            lines.Add($"Acknowledge: {acknowledge.AbsoluteUri}");
        }

        return lines.Count > 0 ? string.Join('\n', lines) : AlertText.Title(alert);
    }
}
