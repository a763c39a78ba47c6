using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Channels;

/// <summary>Hostile texts in every field, nothing in any field, and data of a shape nobody expects.</summary>
public sealed partial class HostileAlertTests
{
    private const string Nasty =
        "\"q\" \\b\\ \n\r\n</script><script>alert(1)</script></td></table><img src=x onerror=y>{{title}}{{{x}}} & < > ```fence``` *b* _i_ "
            + "[click](https://evil.example) <!channel> <@U1> \U0001F600\u202Ertl\u2066\u0000\u0001\u007f\u0085\u001b[31m'\uD800 ";

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var type in EventKinds.All.Where(kind => !kind.IsMetric).Select(kind => kind.Type))
            {
                cases.Add(type, 1);
            }

            string[] many =
            [
                "sense.reload.failed", "sense.unparsed", "sense.service.stopped", "cloud.reload.failed", "butler.delivery.dead",
                "butler.digest.daily",
            ];
            foreach (var type in many)
            {
                cases.Add(type, 40);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Hostile_text_stays_text_and_within_the_limits(string type, int times)
    {
        var hostile = string.Concat(Enumerable.Repeat(Nasty, times));
        foreach (var kind in Enum.GetValues<AlertKind>())
        {
            var alert = Hostile(Looks.Alert(type, kind), hostile);
            foreach (var templates in (ITemplates[])[Looks.Shipped, new NoTemplates()])
            {
                var slack = Looks.Slack(alert, templates: templates);
                Looks.ShouldSuitSlack(slack);
                Looks.Texts(slack).ShouldAllBe(t => IsVisible(t));
                Looks.Texts(slack["blocks"]).ShouldAllBe(
                    t => !t.Contains("<!channel>", StringComparison.Ordinal) && !t.Contains("<@U1>", StringComparison.Ordinal));

                var teams = Looks.Teams(alert, templates: templates);
                Looks.ShouldSuitTeams(teams);
                Looks.Texts(teams).ShouldAllBe(t => IsVisible(t));
                Looks.Objects(teams).Where(
                    o => o["type"]?.GetValueKind() == JsonValueKind.String && o["type"]!.GetValue<string>() is "TextBlock" or "FactSet")
                    .ShouldAllBe(o => !o.ToJsonString(null).Contains("evil", StringComparison.Ordinal));

                var mail = Looks.Mail(alert, templates: templates);
                mail.TemplateFault.ShouldBeNull();
                ShippedTemplateTests.ShouldBeWellFormed(mail.Html);
                Element().Matches(mail.Html).ShouldBeEmpty();
                mail.Subject.ShouldAllBe(c => !char.IsControl(c));
                (IsVisible(mail.Subject), IsVisible(mail.Html), IsVisible(mail.Text)).ShouldBe((true, true, true));
                mail.Subject.Length.ShouldBeLessThanOrEqualTo(200);
                mail.Text.ShouldAllBe(c => !char.IsControl(c) || c == '\n');
                Encoding.UTF8.GetByteCount(mail.Html).ShouldBeLessThan(102_000);

                Looks.Terminal(alert, templates: templates).ShouldAllBe(c => !char.IsControl(c) || c == '\n');
            }
        }
    }

    [Theory]
    [MemberData(nameof(ShippedTemplateTests.Types), MemberType = typeof(ShippedTemplateTests))]
    public void Data_without_anything_in_them_still_make_an_alert(string type)
    {
        foreach (var json in (string[])["{}", AllNull])
        {
            var @event = Looks.Alert(type).Event with
            {
                Data = JsonDocument.Parse(json).RootElement,
                Subject = null,
                Site = null,
                Environment = null,
                Relay = null,
            };
            if (type is EventTypes.DeliveryDead or EventTypes.EventLate && json == "{}")
            {
                // The app's own records, whose required members it never leaves out.
                continue;
            }

            var alert = Looks.Alert(@event with { Data = type is EventTypes.DeliveryDead or EventTypes.EventLate ? null : @event.Data });
            foreach (var templates in (ITemplates[])[Looks.Shipped, new NoTemplates()])
            {
                Looks.ShouldSuitSlack(Looks.Slack(alert, templates: templates));
                Looks.ShouldSuitTeams(Looks.Teams(alert, templates: templates));
                Looks.Mail(alert, templates: templates).TemplateFault.ShouldBeNull();
                Looks.Terminal(alert, templates: templates).ShouldNotBeNullOrWhiteSpace();
            }
        }
    }

    private static bool IsVisible(string text) =>
        text.All(c => (!char.IsControl(c) || c is '\n' or '\r' or '\t')
            && c is not (>= '\u202A' and <= '\u202E') and not (>= '\u2066' and <= '\u2069'));

    private const string AllNull = """
        { "host": null, "taskName": null, "taskId": null, "appName": null, "appId": null, "user": null, "executionId": null, "logTimeStamp": null, "logLevel": null, "logMessage": null,
          "task": { "name": null, "kind": null, "tags": null, "customProperties": null, "nextExecution": null },
          "app": { "name": null, "stream": null, "tags": null, "customProperties": null, "description": null },
          "owner": { "id": null, "name": null, "directory": null, "userId": null, "emails": null },
          "execution": { "resultId": null, "status": null, "start": null, "durationMs": null, "node": null, "details": null },
          "scriptLog": { "head": null, "tail": null, "lines": 0, "characters": 0, "size": null },
          "errorLines": null, "enrichment": null, "rawTask": null, "rawApp": null, "cut": null, "raw": null, "reason": null }
        """;

    private static Alert Hostile(Alert alert, string text)
    {
        var data = alert.Event.Data is { } known ? JsonNode.Parse(known.GetRawText()) : null;
        var @event = alert.Event with
        {
            Data = data is null ? null : JsonSerializer.SerializeToElement(Spoil(data, text)),
            Site = text,
            Environment = text,
            Subject = text,
        };
        var reason = alert.Reason;
        return alert with
        {
            Event = @event,
            Task = EventData.Task(@event),
            Links =
            [
                new LinkOptions
                {
                    Id = text,
                    Text = text,
                    Url = new Uri("https://wiki.example.com/?q=" + Uri.EscapeDataString(text[..20])),
                },
            ],
            Delivery = alert.Delivery with
            {
                Route = text,
                Channel = text,
                FailedOpen = [text],
                Reason = reason with { First = Spoil(reason.First, text), Members = [.. reason.Members.Select(m => Spoil(m, text)!)] },
            },
        };
    }

    private static EventSummary? Spoil(EventSummary? summary, string text) =>
        summary is null ? null : summary with { Task = text, App = text, Host = text, Error = text };

    private static JsonNode? Spoil(JsonNode? node, string text) => node switch
    {
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Spoil(m.Value, text)))),
        JsonArray items => new JsonArray([.. items.Select(i => Spoil(i, text))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String && !DateTimeOffset.TryParse(value.GetValue<string>(), out _) =>
            JsonValue.Create(text),
        _ => node?.DeepClone(),
    };

    [GeneratedRegex("<(script|img|iframe|!channel)", RegexOptions.IgnoreCase)]
    private static partial Regex Element();
}
