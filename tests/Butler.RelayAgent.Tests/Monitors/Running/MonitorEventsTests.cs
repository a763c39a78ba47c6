using System.Text.Json.Nodes;
using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.Tests.Monitors.Running;

public sealed class MonitorEventsTests : IDisposable
{
    private readonly MonitorBench bench = new();

    [Fact]
    public async Task A_raised_event_goes_through_the_journal_to_the_event_that_is_sent()
    {
        await bench.Events.RaiseAsync(
            "sense.license.low", "license:low:analyzer:2031-03-14", "license/analyzer",
            new JsonObject { ["licenseType"] = "analyzer", ["available"] = 2.5, ["used"] = null }, "sense.example.com");

        var sent = bench.Raised().ShouldHaveSingleItem();
        sent.ShouldSatisfyAllConditions(
            () => sent.Id.ShouldBe("main:license:low:analyzer:2031-03-14"),
            () => sent.Source.ShouldBe("/sense/main/sense.example.com"),
            () => sent.Type.ShouldBe("sense.license.low"),
            () => sent.Subject.ShouldBe("license/analyzer"),
            () => sent.Time.ShouldBe(bench.Time.GetUtcNow()),
            () => sent.ReceivedTime.ShouldBe(bench.Time.GetUtcNow()),
            () => (sent.Site, sent.Environment, sent.Relay).ShouldBe(("main", "prod", "relay1")),
            () => sent.Data!.Value.GetRawText().ShouldBe("""{"licenseType":"analyzer","available":2.5,"used":null}"""));
    }

    [Fact]
    public async Task A_full_journal_is_a_failure_of_the_monitor()
    {
        bench.EndJournal();

        var failure = await Should.ThrowAsync<MonitorException>(bench.Events.RaiseAsync("sense.version", "version:1", "site/main", []));

        failure.Message.ShouldBe("the journal did not accept the event main:version:1");
    }

    [Fact]
    public void The_looks_of_one_interval_have_one_id()
    {
        var first = bench.Events.LookId("version", TimeSpan.FromHours(6));
        bench.Time.Advance(TimeSpan.FromMinutes(107));
        var second = bench.EventsOf("relay2").LookId("version", TimeSpan.FromHours(6));
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        var third = bench.Events.LookId("version", TimeSpan.FromHours(6));

        (first, second, third).ShouldBe(("version:2031-03-14T00:00:00Z", "version:2031-03-14T00:00:00Z", "version:2031-03-14T06:00:00Z"));
    }

    public void Dispose() => bench.Dispose();
}
