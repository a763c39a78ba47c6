using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Routing;

/// <summary>
/// A test site that was restored from production has the same ids of tasks and apps: neither site's alerts touch the other's.
/// </summary>
public sealed class SitesTests
{
    [Theory]
    [InlineData("task")]
    [InlineData("app")]
    [InlineData("service")]
    [InlineData("channel")]
    [InlineData("recipient")]
    public async Task A_throttle_of_one_site_does_not_hold_back_another(string per)
    {
        using var app = new App($$"""
            channels: { a: { type: console } }
            routes: [{ name: r, on: "*", throttle: { every: 5m, per: {{per}} }, send: [{ channel: a }] }]
            """);
        await RunAsync(
            app, Of("test", TestRuns.Failure("1")), TestRuns.Failure("2", 1), Of("test", TestRuns.Failure("3", 2)),
            TestRuns.Failure("4", 3));
        app.Deliveries().Select(d => d.Event.Id).ShouldBe(["test:failed:1", "default:failed:2"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(", by: [task]")]
    [InlineData(", by: [app]")]
    public async Task A_group_has_the_events_of_one_site(string by)
    {
        using var app = new App($$"""
            channels: { a: { type: console } }
            routes: [{ name: r, on: "*", group: { wait: 30s{{by}} }, send: [{ channel: a }] }]
            """);
        foreach (var i in Enumerable.Range(0, 3))
        {
            await app.SendAsync(Of("test", TestRuns.Failure($"t{i}", i)));
            await app.SendAsync(TestRuns.Failure($"p{i}", i));
        }

        await app.RunAsync(TimeSpan.FromMinutes(1));
        app.Deliveries().Select(d => (d.Event.Site, d.Delivery.Reason!.Count)).ShouldBe([("test", 3), ("default", 3)], ignoreOrder: true);
    }

    [Fact]
    public async Task A_success_on_one_site_ends_nothing_on_another()
    {
        using var app = new App("""
            channels: { a: { type: console } }
            routes: [{ name: r, on: "*.failed", resolve: true, send: [{ channel: a }] }]
            """);
        await RunAsync(app, Of("test", TestRuns.Failure("1")), TestRuns.Failure("2", 1), Of("test", TestRuns.Success("3", 2)));
        app.Deliveries(AlertKind.Resolved).ShouldHaveSingleItem().Delivery.Reason!.First!.Id.ShouldBe("test:failed:1");
    }

    private static CloudEvent Of(string site, CloudEvent @event) =>
        @event with { Site = site, Id = @event.Id.Replace("default", site, StringComparison.Ordinal) };

    private static async Task RunAsync(App app, params CloudEvent[] events)
    {
        foreach (var @event in events)
        {
            await app.SendAsync(@event);
            await app.RunVisibleAsync();
        }
    }
}
