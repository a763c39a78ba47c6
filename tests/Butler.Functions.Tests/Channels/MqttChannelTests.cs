using System.Text;
using System.Text.Json;
using Butler.Core.Destinations.Mqtt;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Mqtt;
using Butler.Functions.Templates;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Channels;

public sealed class MqttChannelTests
{
    private static readonly MqttOptions Butlers = new() { ButlerPreset = true };

    [Theory]
    [InlineData("sense.reload.failed")]
    [InlineData("sense.reload.aborted")]
    public void The_preset_publishes_what_Butler_published(string type) => ShouldBeAsExpected(type, MetricAlerts.Of(type));

    [Fact]
    public void A_task_of_unknown_kind_is_a_reloads() =>
        ShouldBeAsExpected("sense.task.failed", MetricAlerts.Of("sense.task.failed", Sample.Task));

    [Fact]
    public void Names_of_hosts_and_services_are_one_level_of_the_topic_each()
    {
        var alert = MetricAlerts.OfData(
            "sense.service.stopped", """{"host":"qs/node#2","serviceName":"Qlik+Proxy","serviceStatus":"STOPPED"}""");
        Render(Butlers, alert: alert).Publications.ShouldHaveSingleItem().Topic.ShouldBe("qliksense/service_stopped/qs_node_2/Qlik_Proxy");
    }

    [Theory]
    [InlineData("sense.service.stopped", "STOPPED", "service_stopped")]
    [InlineData("sense.service.stopped", "PAUSED", "service_stopped")]
    [InlineData("sense.service.stopped", "UNKNOWN", "service_stopped")]
    [InlineData("sense.service.started", "RUNNING", "service_running")]
    [InlineData("sense.service.status", "STOPPED", "service_status")]
    [InlineData("sense.service.status", "RUNNING", "service_status")]
    public void The_preset_tells_of_services_to_the_letter(string type, string state, string topic)
    {
        var publication = Render(Butlers, alert: MetricAlerts.OfData(
            type,
            $$"""
            {"host":"qs-node-2","serviceName":"QlikSenseProxyService","serviceFriendlyName":"Proxy A","serviceDisplayName":"Proxy",
            "serviceDependencies":["RepoDb"],"serviceStartType":"Automatic","serviceExePath":"D:\\qs\\proxy.exe",
            "serviceStatus":"{{state}}","servicePrevStatus":"RUNNING"}
            """)).Publications.ShouldHaveSingleItem();
        publication.Topic.ShouldBe($"qliksense/{topic}/qs-node-2/QlikSenseProxyService");
        var change = type == "sense.service.status" ? "" : ",\"servicePrevStatus\":\"RUNNING\",\"serviceStatusChanged\":true";
        Encoding.UTF8.GetString(publication.Payload.Span).ShouldBe(
            $$"""
            {"serviceHost":"qs-node-2","serviceName":"QlikSenseProxyService","serviceFriendlyName":"Proxy A","serviceDisplayName":"Proxy",
            "serviceDependencies":["RepoDb"],"serviceStartType":"Automatic","serviceExePath":"D:\\qs\\proxy.exe",
            "serviceStatus":"{{state}}"{{change}}}
            """.ReplaceLineEndings(""));
    }

    [Theory]
    [InlineData(
        "sense.license.server",
        """{"licenseExpired":false}""",
        """{"licenseExpired":false,"expiryDateStr":"","daysUntilExpiry":null}""")]
    [InlineData(
        "sense.license.server",
        """{"expiryDateStr":"2032-01-01","daysUntilExpiry":292}""",
        """{"licenseExpired":false,"expiryDateStr":"2032-01-01","daysUntilExpiry":292}""")]
    [InlineData(
        "sense.license.expiring",
        """{"daysUntilExpiry":18,"expiryDateStr":"2031-04-01"}""",
        "Qlik Sense server license is about to expire in 18 days, on 2031-04-01")]
    [InlineData(
        "sense.license.expiring",
        """{"licenseExpired":true,"expiryDateStr":"2031-01-01"}""",
        "Qlik Sense server license expired on 2031-01-01")]
    [InlineData(
        "sense.license.expired",
        """{"licenseExpired":true,"expiryDateStr":"2031-01-01"}""",
        "Qlik Sense server license expired on 2031-01-01")]
    [InlineData(
        "sense.license.expired",
        """{"licenseExpired":false,"expiryDateStr":"2032-01-01","isBlacklisted":true}""",
        "Qlik Sense server license is blacklisted")]
    [InlineData(
        "sense.license.expired",
        """{"licenseExpired":null,"isBlacklisted":false,"isInvalid":true}""",
        "Qlik Sense server license is invalid")]
    public void The_preset_tells_of_licenses_to_the_letter(string type, string data, string payload) =>
        Encoding.UTF8.GetString(Render(Butlers, alert: MetricAlerts.OfData(type, data)).Publications.ShouldHaveSingleItem().Payload.Span)
            .ShouldBe(payload);

    [Theory]
    [InlineData("sense.reload.succeeded")]
    [InlineData("sense.unparsed")]
    [InlineData("butler.relay.offline")]
    public void What_Butler_published_nothing_for_is_nothing(string type) =>
        new MqttChannel(Butlers, new NoTemplates()).Render(MetricAlerts.Of(type)).ShouldBe(
            new ChannelMessage.Nothing($"Butler sends no MQTT message for {type}"));

    [Fact]
    public void Topics_of_ones_own_take_the_place_of_Butlers_samples_and_none_turns_one_off()
    {
        var options = Butlers with
        {
            Topics = new Dictionary<string, string> { ["taskFailureTopic"] = "plant/failed", ["taskFailureFullTopic"] = "none" },
            Qos = 1,
            Retain = true,
        };
        var publication = Render(options).Publications.ShouldHaveSingleItem();
        (publication.Topic, publication.Qos, publication.Retain, Encoding.UTF8.GetString(publication.Payload.Span))
            .ShouldBe(("plant/failed", 1, true, "Reload of Margin Cockpit"));
    }

    [Fact]
    public void By_default_the_payload_is_the_event()
    {
        var publication = Render(new MqttOptions { Topic = "t" }, _ => default).Publications.ShouldHaveSingleItem();
        publication.Topic.ShouldBe("butler/sense/reload/failed");
        CloudEvent.Decode(publication.Payload.Span).Type.ShouldBe("sense.reload.failed");
    }

    [Theory]
    [InlineData("qlik/{{type}}", "qlik/sense.reload.failed", "qlik/sense.reload.failed")]
    [InlineData("t", "/a//b/", "/a//b/")]
    [InlineData("t", "a+b/#/c\0\n", "a_b/_/c_")]
    [InlineData("t", "half SURROGATE of one", "half \ufffd of one")]
    public void A_filled_topic_is_made_a_legal_one(string template, string filled, string topic)
    {
        var text = filled.Replace("SURROGATE", "\ud800", StringComparison.Ordinal);
        var message = Render(new MqttOptions { Topic = template }, asked => asked == $"{template}/Plain" ? new(text, null) : default);
        (message.Publications.ShouldHaveSingleItem().Topic, message.TemplateFault).ShouldBe((topic, null));
        MqttTopics.ProblemOfTopic(topic).ShouldBeNull();
    }

    [Theory]
    [InlineData("  ", 0)]
    [InlineData("x", 70_000)]
    public void A_topic_that_cannot_be_made_legal_is_the_built_in_one_and_said_so(string text, int times)
    {
        var message = Render(
            new MqttOptions { Topic = "t" },
            asked => asked == "t/Plain" ? new(string.Concat(Enumerable.Repeat(text, Math.Max(1, times))), null) : default);
        message.Publications.ShouldHaveSingleItem().Topic.ShouldBe("butler/sense/reload/failed");
        message.TemplateFault!.ShouldEndWith("is empty or too long");
    }

    [Theory]
    [InlineData("{ \"task\": \"{{taskName}}\" }", "Json")]
    [InlineData("[1]", "Json")]
    [InlineData("{{taskName}} failed", "Plain")]
    public void A_payload_that_stands_in_the_file_is_escaped_for_what_it_is(string template, string form)
    {
        var message = Render(new MqttOptions { Topic = "t", Text = template }, asked => new(asked, null));
        Encoding.UTF8.GetString(message.Publications[0].Payload.Span).ShouldBe($"{template}/{form}");
    }

    [Fact]
    public void A_template_file_is_JSON_or_plain_text_and_a_faulty_one_costs_nothing()
    {
        Payload(asked => asked == "payload/Json" ? new("{}", null) : default).ShouldBe(("{}", null));
        Payload(asked => asked == "text/Plain" ? new("plain", null) : default).ShouldBe(("plain", null));
        Payload(asked => asked == "text/Plain" ? new("plain", null) : new(asked == "t/Plain" ? "t" : null, "no such file"))
            .ShouldBe(("plain", null));
        var (text, fault) = Payload(asked => asked == "t/Plain" ? new("t", null) : new(null, $"faulty {asked}"));
        (text[..1], fault).ShouldBe(("{", "faulty payload/Json"));

        static (string, string?) Payload(Func<string, TemplateText> fill)
        {
            var message = Render(new MqttOptions { Topic = "t" }, asked => asked == "t/Plain" ? new("t", null) : fill(asked));
            return (Encoding.UTF8.GetString(message.Publications[0].Payload.Span), message.TemplateFault);
        }
    }

    [Fact]
    public void Hostile_text_and_nulls_stay_text_within_JSON()
    {
        var hostile = MetricAlerts.Hostile;
        var data = MetricAlerts.Known with { TaskName = hostile, LogMessage = hostile };
        var full = Render(Butlers, alert: MetricAlerts.Of("sense.reload.failed", data)).Publications[1];
        JsonDocument.Parse(full.Payload).RootElement.GetProperty("taskName").GetString().ShouldBe(hostile.Replace('\ud800', '\ufffd'));
        var nulls = Render(Butlers, alert: MetricAlerts.Of("sense.reload.aborted", new TaskEventData())).Publications;
        nulls[0].Payload.Length.ShouldBe(0);
        JsonDocument.Parse(nulls[1].Payload).RootElement.GetProperty("qs_appMetadata").ValueKind.ShouldBe(JsonValueKind.Object);
    }

    private static ChannelMessage.Mqtt Render(MqttOptions options, Func<string, TemplateText>? fill = null, Alert? alert = null) =>
        new MqttChannel(options, fill is null ? new NoTemplates() : new FixedTemplates(fill))
            .Render(alert ?? MetricAlerts.Of("sense.reload.failed")).ShouldBeOfType<ChannelMessage.Mqtt>();

    private static void ShouldBeAsExpected(string name, Alert alert)
    {
        var text = string.Concat(
            Render(Butlers, alert: alert).Publications.Select(each => $"{each.Topic}\n{Encoding.UTF8.GetString(each.Payload.Span)}\n"));
        Repository.ShouldMatch($"tests/Butler.Functions.Tests/Channels/Expected/{name.Replace('.', '-')}.mqtt.txt", text);
    }
}
