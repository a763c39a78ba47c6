using System.Text.Json;
using Butler.Core.Configuration;
using Butler.Core.Destinations;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.PagerDuty;
using Butler.Functions.Delivering.Sending;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Channels;

public sealed class PagerDutyChannelTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private static readonly PagerDutyOptions Options = new() { RoutingKey = Key };

    [Theory]
    [InlineData("sense.reload.failed", "Single")]
    [InlineData("sense.reload.aborted", "Single")]
    [InlineData("sense.reload.succeeded", "Resolved")]
    [InlineData("sense.reload.failed", "Escalated")]
    [InlineData("sense.reload.failed", "Acknowledged")]
    [InlineData("sense.reload.failed", "Group")]
    [InlineData("sense.reload.failed", "Test")]
    public void An_alert_is_as_expected(string type, string kind)
    {
        var reason = new AlertReason
        {
            Kind = Enum.Parse<AlertKind>(kind),
            Count = kind == "Group" ? 2 : 1,
            Members = kind == "Group"
                ? [new() { Id = "1", Type = type, Task = "One", Error = "Table not found" }, new() { Id = "2", Type = type, Task = "Two" }]
                : [],
        };
        Repository.ShouldMatch(
            $"tests/Butler.Functions.Tests/Channels/Expected/{type.Replace('.', '-')}.{kind}.pagerduty.json",
            JsonSerializer.Serialize(Render(MetricAlerts.Of(type, reason: reason)), Repository.Indented) + "\n");
    }

    [Fact]
    public void What_follows_a_failure_or_a_group_has_its_key()
    {
        (string?, string?) Of(string type, AlertReason reason)
        {
            var message = Render(MetricAlerts.Of(type, reason: reason));
            return (message.GetProperty("event_action").GetString(), message.GetProperty("dedup_key").GetString());
        }

        var (trigger, key) = Of("sense.reload.failed", new AlertReason());
        trigger.ShouldBe("trigger");
        Of("sense.reload.failed", new AlertReason { Kind = AlertKind.Acknowledged }).ShouldBe(("acknowledge", key));
        Of("sense.reload.succeeded", new AlertReason { Kind = AlertKind.Resolved }).ShouldBe(("resolve", key));
        Of("sense.reload.failed", new AlertReason { Kind = AlertKind.Group, Count = 2, Correlation = "4711" })
            .ShouldBe(("trigger", "incident:4711"));
        Of("sense.reload.failed", new AlertReason { Kind = AlertKind.Acknowledged, Correlation = "4711" })
            .ShouldBe(("acknowledge", "incident:4711"));
        Of("sense.reload.succeeded", new AlertReason { Kind = AlertKind.Resolved, MemberCount = 2, Correlation = "4711" })
            .ShouldBe(("resolve", "incident:4711"));
    }

    [Fact]
    public async Task PagerDuty_gets_what_it_documents()
    {
        using var sink = new HttpSink(request =>
        {
            using var body = JsonDocument.Parse(request.Body);
            var root = body.RootElement;
            var payload = root.GetProperty("payload");
            return root.GetProperty("routing_key").GetString() == Key
                && root.GetProperty("event_action").GetString() is "trigger"
                && root.GetProperty("dedup_key").GetString() is { Length: > 0 and <= 255 }
                && payload.GetProperty("summary").GetString() is { Length: > 0 and <= 1024 }
                && payload.GetProperty("source").GetString() is { Length: > 0 }
                && payload.GetProperty("severity").GetString() is "critical" or "error" or "warning" or "info"
                && DateTimeOffset.TryParse(payload.GetProperty("timestamp").GetString(), out _)
                && root.GetProperty("links").EnumerateArray()
                    .All(link => Uri.TryCreate(link.GetProperty("href").GetString(), UriKind.Absolute, out _)) ? 202 : 400;
        });
        using var http = new HttpTransport(TimeProvider.System);
        var options = Options with { Url = sink.Url };
        var alert = MetricAlerts.Of("sense.reload.failed", MetricAlerts.Known with { TaskName = MetricAlerts.Hostile });
        var request = new SendRequest
        {
            Options = options,
            Message = new PagerDutyChannel(options, new NoTemplates()).Render(alert),
            Delivery = new DeliveryMessage { Delivery = alert.Delivery, Event = alert.Event },
        };
        (await new HttpSender(http, Reading.Kinds).SendAsync(
            request, (ChannelMessage.Http)request.Message, TestContext.Current.CancellationToken))
            .ShouldBe(new DeliveryOutcome.Sent("202"));
    }

    [Theory]
    [InlineData("severity: error", ": lacks the key \"routingKey\": The integration key of the service (Events API V2).")]
    [InlineData(
        $"routingKey: {Key}, via: relay, destination: d",
        ".via: is not possible for pagerduty: the relay's file has no integration keys; PagerDuty is reached from the function app")]
    [InlineData($"routingKey: {Key}, severity: high", ".severity: is \"high\", expected one of critical, error, warning, info")]
    [InlineData($"routingKey: {Key}, region: asia", ".region: is \"asia\", expected one of us, eu")]
    public void A_fault_says_what_to_do(string keys, string fault) =>
        Should.Throw<ConfigurationException>(() => Read(keys)).Faults.ShouldHaveSingleItem().ToString().ShouldEndWith($"channels.a{fault}");

    [Fact]
    public void The_region_decides_on_the_address_and_a_severity_of_ones_own_is_sent()
    {
        ((PagerDutyOptions)Read($"routingKey: {Key}")).Url.ShouldBe(PagerDutyOptions.Us);
        var options = (PagerDutyOptions)Read($"routingKey: {Key}, region: eu, severity: critical");
        options.Url.ShouldBe(PagerDutyOptions.Eu);
        Render(MetricAlerts.Of("sense.reload.failed"), options).GetProperty("payload").GetProperty("severity").GetString()
            .ShouldBe("critical");
    }

    private static Functions.Configuration.ChannelOptions Read(string keys) => YamlFile.Read(
        "butler.yaml", $"channels: {{ a: {{ type: pagerduty, {keys} }} }}\nroutes: [{{ name: r, on: \"*\", send: [{{ channel: a }}] }}]",
        Reading.Butler.Type, _ => null).Channels["a"];

    private static JsonElement Render(Alert alert, PagerDutyOptions? options = null) =>
        JsonDocument.Parse(
            new PagerDutyChannel(options ?? Options, new NoTemplates()).Render(alert).ShouldBeOfType<ChannelMessage.Http>().Body!.Value)
            .RootElement;
}
