using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Console;
using Butler.Functions.Channels.Email;
using Butler.Functions.Channels.Slack;
using Butler.Functions.Channels.Teams;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;
using Butler.Functions.Tests.Support;
using Butler.Functions.Tests.Templates;

namespace Butler.Functions.Tests.Channels;

/// <summary>Alerts of all kinds, and what the channels make of them with the templates that are shipped.</summary>
internal static class Looks
{
    public static ITemplates Shipped { get; } = new HandlebarsTemplates(
        new TemplatePlaces { Shipped = Repository.PathOf("functions/templates") }, TimeProvider.System);

    public static Alert Alert(string type = "sense.reload.failed", AlertKind kind = AlertKind.Single)
    {
        var alert = TemplateFolder.Alert(type, reason: Reason(kind));
        return kind == AlertKind.Escalated ? alert with { AcknowledgeUrl = new Uri("https://butler.example.com/ack?i=1&s=2") } : alert;
    }

    public static Alert Alert(CloudEvent @event) => TemplateFolder.Alert(@event);

    public static Alert With(this Alert alert, TaskEventData data)
    {
        var @event = alert.Event with { Data = JsonSerializer.SerializeToElement(data, EventJson.Default.TaskEventData) };
        return alert with { Event = @event, Task = data };
    }

    public static JsonNode Slack(Alert alert, SlackOptions? options = null, ITemplates? templates = null) =>
        Json(Render(alert, options ?? new SlackOptions(), templates));

    public static JsonNode Teams(Alert alert, TeamsOptions? options = null, ITemplates? templates = null) =>
        Json(Render(alert, options ?? new TeamsOptions(), templates));

    public static ChannelMessage.Mail Mail(Alert alert, EmailOptions? options = null, ITemplates? templates = null) =>
        Render(alert, options ?? new EmailOptions { From = "Qlik Sense <no-reply@example.com>" }, templates)
            .ShouldBeOfType<ChannelMessage.Mail>();

    public static string Terminal(Alert alert, ConsoleOptions? options = null, ITemplates? templates = null) =>
        Render(alert, options ?? new ConsoleOptions(), templates).ShouldBeOfType<ChannelMessage.Terminal>().Text;

    public static ChannelMessage Render(Alert alert, ChannelOptions options, ITemplates? templates = null) =>
        new ChannelFactory(Reading.Kinds, templates ?? Shipped).Create(options).Render(alert with { Options = options });

    /// <summary>All texts of a JSON document.</summary>
    public static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => Texts(m.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        _ => [],
    };

    /// <summary>What must hold of every message for Slack.</summary>
    public static void ShouldSuitSlack(JsonNode message)
    {
        var blocks = message["blocks"]!.AsArray();
        blocks.Count.ShouldBeInRange(1, 50);
        message["text"]!.GetValue<string>().Length.ShouldBeInRange(1, 40_000);
        foreach (var block in blocks)
        {
            var type = block!["type"]!.GetValue<string>();
            if (block["text"]?["text"]?.GetValue<string>() is { } text)
            {
                text.Length.ShouldBeInRange(1, type == "header" ? 150 : 3000);
            }

            (block["fields"]?.AsArray() ?? []).Count.ShouldBeLessThanOrEqualTo(10);
            (block["fields"]?.AsArray() ?? []).ShouldAllBe(
                f => f!["text"]!.GetValue<string>().Length <= 2000 && f["text"]!.GetValue<string>().Length > 0);
            (block["elements"]?.AsArray() ?? []).Count.ShouldBeLessThanOrEqualTo(type == "actions" ? 25 : 10);
            if (type is "actions" or "context")
            {
                block["elements"]!.AsArray().Count.ShouldBePositive();
            }

            (block["text"] ?? block["fields"] ?? block["elements"]).ShouldNotBeNull();
        }

        Texts(message["blocks"]).Sum(t => t.Length).ShouldBeLessThan(13_200);
    }

    /// <summary>What must hold of every message for Teams.</summary>
    public static void ShouldSuitTeams(JsonNode message)
    {
        // As Teams writes it anew, with a margin of 1 KB.
        JsonSerializer.SerializeToUtf8Bytes(message).Length.ShouldBeLessThanOrEqualTo(27 * 1024);
        var attachment = message["attachments"]!.AsArray().ShouldHaveSingleItem()!;
        attachment["contentType"]!.GetValue<string>().ShouldBe("application/vnd.microsoft.card.adaptive");
        attachment["content"]!["type"]!.GetValue<string>().ShouldBe("AdaptiveCard");
        attachment["content"]!["body"]!.AsArray().Count.ShouldBePositive();
        foreach (var action in Objects(message).Where(o => o["type"]?.GetValue<string>() == "Action.OpenUrl"))
        {
            new Uri(action["url"]!.GetValue<string>()).Scheme.ShouldBeOneOf("http", "https");
        }
    }

    public static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => Objects(m.Value)).Prepend(members),
        JsonArray items => items.SelectMany(Objects),
        _ => [],
    };

    public static AlertReason? Reason(AlertKind kind) => kind switch
    {
        AlertKind.Group => new AlertReason
        {
            Kind = kind,
            Count = 12,
            Members =
            [
                Summary("Reload of Margin Cockpit", "Table 'Orders' not found", Sample.Time),
                Summary("Nightly stock", null, Sample.Time.AddSeconds(7)),
                Summary("Hourly prices", "ORA-12541: TNS:no listener", Sample.Time.AddSeconds(19)),
            ],
        },
        AlertKind.Resolved => new AlertReason
        {
            Kind = kind,
            Count = 3,
            First = Summary("Reload of Margin Cockpit", "Table 'Orders' not found", Sample.Time.AddMinutes(-312)),
        },
        AlertKind.Escalated => new AlertReason
        {
            Kind = kind,
            Incident = "i",
            First = Summary("Reload of Margin Cockpit", "Table 'Orders' not found", Sample.Time.AddMinutes(-30)),
        },
        AlertKind.Test => new AlertReason { Kind = kind },
        _ => null,
    };

    private static EventSummary Summary(string task, string? error, DateTimeOffset time) =>
        new() { Id = task, Type = "sense.reload.failed", Time = time, Task = task, App = "App", Host = "qsprod02", Error = error };

    private static JsonNode Json(ChannelMessage message) => JsonNode.Parse(message.ShouldBeOfType<ChannelMessage.Http>().Body!.Value.Span)!;
}
