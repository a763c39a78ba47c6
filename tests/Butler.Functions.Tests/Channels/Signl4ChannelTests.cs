using System.Text.Json;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Signl4;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Channels;

public sealed class Signl4ChannelTests
{
    private static readonly Signl4Options Options = new() { Service = "BI platform", Severity = 2 };

    [Theory]
    [InlineData("sense.reload.failed", "Single")]
    [InlineData("sense.reload.aborted", "Single")]
    [InlineData("sense.reload.succeeded", "Resolved")]
    [InlineData("sense.reload.failed", "Escalated")]
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
            $"tests/Butler.Functions.Tests/Channels/Expected/{type.Replace('.', '-')}.{kind}.signl4.json",
            JsonSerializer.Serialize(Render(MetricAlerts.Of(type, reason: reason)), Repository.Indented) + "\n");
    }

    [Fact]
    public void A_success_closes_what_the_failure_opened()
    {
        var failed = Render(MetricAlerts.Of("sense.reload.failed"));
        var resolved = Render(MetricAlerts.Of("sense.reload.succeeded", reason: new AlertReason { Kind = AlertKind.Resolved }));
        (failed.GetProperty("X-S4-Status").GetString(), resolved.GetProperty("X-S4-Status").GetString()).ShouldBe(("new", "resolved"));
        resolved.GetProperty("X-S4-ExternalID").GetString().ShouldBe(failed.GetProperty("X-S4-ExternalID").GetString());
    }

    [Fact]
    public void The_end_of_a_groups_incident_closes_what_the_group_opened()
    {
        var group = Render(
            MetricAlerts.Of("sense.reload.failed", reason: new AlertReason { Kind = AlertKind.Group, Count = 2, Correlation = "4711" }));
        var end = Render(MetricAlerts.Of("sense.reload.succeeded", reason: new AlertReason
        {
            Kind = AlertKind.Resolved,
            MemberCount = 2,
            Correlation = "4711",
        }));
        (end.GetProperty("X-S4-ExternalID").GetString(), end.GetProperty("X-S4-Status").GetString())
            .ShouldBe((group.GetProperty("X-S4-ExternalID").GetString(), "resolved"));
    }

    [Fact]
    public void A_success_on_a_test_site_does_not_close_what_production_opened()
    {
        var production = MetricAlerts.Of("sense.reload.failed");
        var test = MetricAlerts.Of("sense.reload.succeeded", reason: new AlertReason { Kind = AlertKind.Resolved });
        Render(test with { Event = test.Event with { Site = "test" } }).GetProperty("X-S4-ExternalID").GetString()
            .ShouldBe($"test:{production.Task!.TaskId}");
        Render(production).GetProperty("X-S4-ExternalID").GetString().ShouldBe(production.Task.TaskId);
    }

    [Fact]
    public void What_is_no_task_has_a_title_and_an_id_of_its_own()
    {
        var service = Render(MetricAlerts.OfData("sense.service.stopped", "{}", "service/qs-1/QlikSenseProxyService"));
        service.GetProperty("Title").GetString().ShouldBe("Windows service stopped on host qs-1: \"QlikSenseProxyService\"");
        service.GetProperty("X-S4-ExternalID").GetString().ShouldBe("default:service/qs-1/QlikSenseProxyService");
        Render(MetricAlerts.OfData("butler.relay.offline", "null")).GetProperty("X-S4-ExternalID").GetString()!.Length.ShouldBe(32);
    }

    [Fact]
    public void Hostile_text_and_nulls_stay_within_the_form()
    {
        var hostile = Render(MetricAlerts.Of("sense.reload.failed", MetricAlerts.Known with
        {
            TaskName = MetricAlerts.Hostile,
            LogMessage = MetricAlerts.Hostile,
        }));
        hostile.GetProperty("Message").GetString()!.Length.ShouldBeLessThanOrEqualTo(4000);
        Render(MetricAlerts.Of("sense.reload.failed", new TaskEventData())).GetProperty("Message").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void A_template_of_ones_own_is_the_message()
    {
        var channel = new Signl4Channel(Options with { Text = "mine" }, new FixedTemplates(asked => new($"filled {asked}", null)));
        Render(channel, MetricAlerts.Of("sense.reload.failed")).GetProperty("Message").GetString().ShouldBe("filled mine/Plain");

        var faulty = new Signl4Channel(Options, new FixedTemplates(_ => new(null, "bad template")));
        faulty.Render(MetricAlerts.Of("sense.reload.failed")).TemplateFault.ShouldBe("bad template");
    }

    private static JsonElement Render(Alert alert) => Render(new Signl4Channel(Options, new NoTemplates()), alert);

    private static JsonElement Render(Signl4Channel channel, Alert alert) =>
        JsonDocument.Parse(channel.Render(alert).ShouldBeOfType<ChannelMessage.Http>().Body!.Value).RootElement;
}
