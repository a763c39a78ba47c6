using Butler.Functions.Alerts;

namespace Butler.Functions.Tests.Channels;

/// <summary>The titles of monitors' events, and why a service stopped.</summary>
public sealed class MonitorWordsTests
{
    [Theory]
    [InlineData(""" "win32ExitCode":1067 """, "The process ended unexpectedly (1067)")]
    [InlineData(""" "win32ExitCode":1066,"serviceExitCode":42 """, "The service ended with its own exit code 42")]
    [InlineData(""" "win32ExitCode":1066 """, "The service's own exit code says why (1066)")]
    [InlineData(""" "win32ExitCode":8250 """, "Windows exit code 8250")]
    [InlineData(""" "serviceStatus":"UNKNOWN" """, "Its status cannot be read")]
    [InlineData(""" "win32ExitCode":0,"serviceExitCode":0 """, null)]
    [InlineData(""" "win32ExitCode":null """, null)]
    [InlineData(""" "win32ExitCode":"unknown" """, null)]
    public void A_service_says_why_it_stopped(string data, string? cause)
    {
        var alert = MetricAlerts.OfData("sense.service.stopped", $"{{{data}}}", "service/qs-node-2/QlikSenseRepositoryService");
        AlertText.Failing(alert).ShouldBe(cause is null ? [] : [cause]);
        EventSummaries.Of(alert.Event, alert.Task).Error.ShouldBe(cause);
    }

    [Theory]
    [InlineData("sense.service.started")]
    [InlineData("sense.service.status")]
    public void A_service_that_did_not_stop_has_no_cause(string type) =>
        AlertText.Failing(MetricAlerts.OfData(type, """{"win32ExitCode":1067}""")).ShouldBeEmpty();

    [Fact]
    public void The_end_of_an_incident_says_why_the_service_had_stopped()
    {
        var stopped = MetricAlerts.OfData("sense.service.stopped", """{"win32ExitCode":1067}""", "service/qs-node-2/QlikSenseProxyService");
        var started = MetricAlerts.OfData("sense.service.started", "{}", "service/qs-node-2/QlikSenseProxyService");
        var reason = new AlertReason { Kind = AlertKind.Resolved, First = EventSummaries.Of(stopped.Event, null) };
        AlertFacts.Of(started with { Delivery = started.Delivery with { Reason = reason } })
            .ShouldContain(("What was wrong", "The process ended unexpectedly (1067)"));
    }
}
