using System.Text;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels;

/// <summary>
/// The body that Butler's webhooks had, for the kinds of events that Butler knew; the event itself for all others. With GET the
/// same fields stand in the query.
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
        if (Fields(alert) is not { } fields)
        {
            return options.Method == "GET"
                ? new ChannelMessage.Http(null, [
                    new("event", alert.Event.Type), new("id", alert.Event.Id), new("source", alert.Event.Source),
                    new("subject", alert.Event.Subject ?? ""), new("time", alert.Event.Time.UtcDateTime.ToString("O")),
                ])
                : new ChannelMessage.Http(alert.Encoded, []);
        }

        return options.Method == "GET"
            ? new ChannelMessage.Http(null, fields)
            : new ChannelMessage.Http(Encode(fields), []);
    }

    /// <summary>Butler's fields in Butler's order, what is not known empty; null for events that Butler sent no webhook for.</summary>
    private static IReadOnlyList<KeyValuePair<string, string>>? Fields(Alert alert)
    {
        // A task whose kind could not be told matches the reload routes, so whoever reads their webhooks gets the same form.
        var happened = alert.Event.Type switch
        {
            "sense.reload.failed" or "sense.task.failed" => "Qlik Sense reload failed",
            "sense.reload.aborted" or "sense.task.aborted" => "Qlik Sense reload aborted",
            _ => null,
        };
        if (happened is null || alert.Task is not { } task)
        {
            return null;
        }

        return
        [
            new("event", happened),
            new("hostName", task.Host ?? ""),
            new("user", User(task, alert.Event.Type)),
            new("taskName", task.TaskName ?? ""),
            new("taskId", task.TaskId ?? ""),
            new("appName", task.AppName ?? ""),
            new("appId", task.AppId ?? ""),
            new("appOwnerName", task.Owner?.Name ?? ""),
            new("appOwnerUserDirectory", task.Owner?.Directory ?? ""),
            new("appOwnerUserId", task.Owner?.UserId ?? ""),
            new("appOwnerEmail", task.Owner is { Emails: [var first, ..] } ? first : ""),
            new("logTimeStamp", task.LogTimeStamp ?? ""),
            new("logLevel", task.LogLevel ?? ""),
            new("executionId", task.ExecutionId ?? ""),
            new("logMessage", task.LogMessage ?? ""),

            // Butler had no such field: it is there only where the log's time is not to be relied on.
            .. alert.Event is { Skewed: true, ReceivedTime: { } received } ? [new("receivedTime", received.UtcDateTime.ToString("O"))] : (KeyValuePair<string, string>[])[],
        ];
    }

    /// <summary>As Butler did: doubled backslashes become single ones for failures, an abort's user stays as it is.</summary>
    private static string User(TaskEventData task, string type) =>
        type.EndsWith(".failed", StringComparison.Ordinal) ? (task.User ?? "").Replace(@"\\", @"\", StringComparison.Ordinal) : task.User ?? "";

    private static byte[] Encode(IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in fields)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return body.ToArray();
    }
}
