using System.Text;
using System.Text.Json;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Console;
using Butler.Functions.Channels.Email;
using Butler.Functions.Channels.Influx;
using Butler.Functions.Channels.Mqtt;
using Butler.Functions.Channels.NewRelic;
using Butler.Functions.Channels.PagerDuty;
using Butler.Functions.Channels.Signl4;
using Butler.Functions.Channels.Slack;
using Butler.Functions.Channels.Teams;
using Butler.Functions.Channels.Webhook;
using Butler.Functions.Configuration;
using Butler.Functions.Hosting;
using Butler.Functions.Tests.Support;
using FileOptions = Butler.Functions.Channels.File.FileOptions;

namespace Butler.Functions.Tests.Channels;

/// <summary>
/// Every channel is tried with the sample of every kind of event; each kind's messages are a file that is compared whole.
/// </summary>
public sealed class EveryKindTests
{
    private static readonly NewRelicOptions NewRelic = new()
    {
        Accounts = [new("First", 1, "key")],
        Attributes = new Dictionary<string, string> { ["env"] = "prod" },
    };

    /// <summary>
    /// The channels; New Relic once for each kind of data, webhooks once with a body and once with a query, MQTT with Butler's messages and
    /// with its own.
    /// </summary>
    private static readonly (string Name, ChannelOptions Options, string? Recipient)[] Channels =
    [
        ("console", new ConsoleOptions(), null),
        ("email", new EmailOptions { From = "Qlik Sense <no-reply@example.com>" }, "ops@example.com"),
        ("slack", new SlackOptions(), null),
        ("teams", new TeamsOptions(), null),
        ("signl4", new Signl4Options(), null),
        ("pagerduty", new PagerDutyOptions(), null),
        ("webhook POST", new WebhookOptions(), null),
        ("webhook GET", new WebhookOptions { Method = "GET" }, null),
        ("mqtt preset", new MqttOptions { ButlerPreset = true }, null),
        ("mqtt", new MqttOptions { Topic = "qlik/{{type}}" }, null),
        ("influxdb", new InfluxOptions { Tags = new Dictionary<string, string> { ["env"] = "prod" } }, null),
        ("newrelic event", NewRelic, "First/event"),
        ("newrelic log", NewRelic, "First/log"),
        ("newrelic metric", NewRelic, "First/metric"),
        ("file", new FileOptions(), null),
    ];

    public static TheoryData<string> Types => [.. EventKinds.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_kind_looks_as_expected_in_every_channel(string type)
    {
        var text = new StringBuilder();
        foreach (var (name, options, recipient) in Channels)
        {
            var alert = Looks.Alert(type) with { Options = options };
            var message = new ChannelFactory(Reading.Kinds, Looks.Shipped).Create(options).Render(
                alert with { Delivery = alert.Delivery with { Recipient = recipient } });
            message.TemplateFault.ShouldBeNull(name);
            (message is ChannelMessage.Nothing).ShouldBe(
                EventKinds.IsMetric(type) ? !options.TakesMetrics || IsNotButlers(name, type) : IsNotButlers(name, type), name);
            text.Append(null, $"=== {name}\n{Shown(message)}\n\n");
        }

        Repository.ShouldMatch($"tests/Butler.Functions.Tests/Channels/Expected/kinds/{type}.txt", text.ToString());
    }

    [Fact]
    public void No_channel_is_left_out()
    {
        var kinds = typeof(IChannelKind).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IChannelKind)));
        AllChannels.Kinds.Select(kind => kind.GetType()).ShouldBe(kinds, ignoreOrder: true);
        Channels.Select(channel => channel.Options.Type).Distinct().ShouldBe(
            AllChannels.Kinds.Select(kind => kind.Type), ignoreOrder: true);
    }

    [Fact]
    public void A_value_of_each_labelled_field_is_among_the_facts()
    {
        foreach (var kind in EventKinds.All)
        {
            var alert = Looks.Alert(kind.Type);
            var labels = AlertFacts.Of(alert).Select(fact => fact.Label).ToList();
            foreach (var field in kind.Data.Where(
                f => f.Label is not null && FieldText.Of(alert, f, alert.Event.Data!.Value.GetProperty(f.Name)).Length > 0))
            {
                labels.ShouldContain(field.Label, kind.Type);
            }
        }
    }

    /// <summary>Butler had MQTT messages for few kinds; its preset sends nothing for the others.</summary>
    private static bool IsNotButlers(string channel, string type) => channel == "mqtt preset" && type is not (
        "sense.reload.failed" or "sense.reload.aborted" or "sense.task.failed" or "sense.task.aborted" or "sense.service.stopped"
            or "sense.service.started" or "sense.service.status"
        or "sense.license.server" or "sense.license.expiring" or "sense.license.expired");

    private static string Shown(ChannelMessage message) => message switch
    {
        ChannelMessage.Http { Body: { } body } => Text(body),
        ChannelMessage.Http http => string.Join('\n', http.Query.Select(field => $"{field.Key}={field.Value}")),
        ChannelMessage.Mail mail => $"{mail.Subject}\n\n{mail.Text}",
        ChannelMessage.Mqtt mqtt => string.Join('\n', mqtt.Publications.Select(each => $"{each.Topic}\n{Text(each.Payload)}")),
        ChannelMessage.File file => $"{file.Name}\n{file.Content}",
        ChannelMessage.Terminal terminal => terminal.Text,
        ChannelMessage.Nothing nothing => $"nothing: {nothing.Why}",
        _ => message.ToString(),
    };

    private static string Text(ReadOnlyMemory<byte> body)
    {
        var text = Encoding.UTF8.GetString(body.Span);
        return text is ['{' or '[', ..] ? JsonSerializer.Serialize(JsonDocument.Parse(text).RootElement, Repository.Indented) : text;
    }
}
