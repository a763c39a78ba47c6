using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Routing;

/// <summary>
/// A node's clock or the zone of its log is wrong by more than clocks of one site may differ: the time of receipt counts.
/// </summary>
public sealed class SkewedClocksTests
{
    private const double NextYear = 365 * 24 * 60;

    private const string Watched = """
        channels: { a: { type: console }, boss: { type: console } }
        routes: [{ name: r, on: "*.failed", resolve: true, escalate: { after: 30m, send: [{ channel: boss }] }, send: [{ channel: a }] }]
        """;

    private const string Muted = """
        channels: { a: { type: console } }
        routes: [{ name: r, on: "*.failed", mute: { from: "04:30", to: "06:00" }, send: [{ channel: a }] }]
        """;

    [Theory]
    [InlineData(NextYear)]
    [InlineData(60)]
    [InlineData(-60)]
    [InlineData(-NextYear)]
    public async Task A_failure_of_a_clock_that_is_wrong_is_resolved_by_the_next_success_and_does_not_escalate(double off)
    {
        using var app = new App(Watched);
        await RunAsync(app, TestRuns.Success("0", -10), Skewed(TestRuns.Failure("1"), off), TestRuns.Success("2", 5));
        app.Deliveries(AlertKind.Resolved).ShouldHaveSingleItem().Event.Id.ShouldBe("default:success:2");
        await app.RunAsync(TimeSpan.FromHours(5));
        app.Deliveries(AlertKind.Escalated).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(NextYear)]
    [InlineData(-NextYear)]
    public async Task Where_all_clocks_are_wrong_alike_each_success_ends_the_failure_before_it_and_no_later_one(double off)
    {
        using var app = new App(Watched);
        await RunAsync(
            app, Skewed(TestRuns.Failure("1"), off), Skewed(TestRuns.Success("2", 5), off), Skewed(TestRuns.Failure("3", 10), off));
        app.Deliveries(AlertKind.Resolved).ShouldHaveSingleItem().Event.Id.ShouldBe("default:success:2");
        await app.RunAsync(TimeSpan.FromHours(1));
        app.Deliveries(AlertKind.Escalated).ShouldHaveSingleItem().Event.Id.ShouldBe("default:failed:3");
    }

    [Theory]
    [InlineData(NextYear)]
    [InlineData(-NextYear)]
    public async Task A_success_of_a_clock_that_is_wrong_ends_what_failed_before_and_nothing_that_fails_after(double off)
    {
        using var app = new App(Watched);
        await RunAsync(app, TestRuns.Failure("1"), Skewed(TestRuns.Success("2", 5), off), TestRuns.Failure("3", 10));
        app.Deliveries(AlertKind.Resolved).ShouldHaveSingleItem().Event.Id.ShouldBe("default:success:2");
        await app.RunAsync(TimeSpan.FromHours(1));
        app.Deliveries(AlertKind.Escalated).ShouldHaveSingleItem().Event.Id.ShouldBe("default:failed:3");
    }

    [Theory]
    [InlineData(0, 90, false)] // 03:12, dated 04:42: the mute has not begun
    [InlineData(90, -90, true)] // 04:42, dated 03:12: it has
    [InlineData(90, NextYear, true)]
    public async Task A_mute_goes_by_when_it_was_received(double received, double off, bool isMuted)
    {
        using var app = new App(Muted);
        await RunAsync(app, Skewed(TestRuns.Failure("1", received), off));
        app.Deliveries().Count.ShouldBe(isMuted ? 0 : 1);
        app.Tables.Rows(TableNames.Events).ShouldHaveSingleItem().Text("Muted").ShouldBe(isMuted ? "r" : null);
    }

    [Fact]
    public async Task A_group_lists_its_members_in_the_order_in_which_they_happened()
    {
        using var app = new App("""
            channels: { a: { type: console } }
            routes: [{ name: r, on: "*.failed", group: { wait: 30s }, send: [{ channel: a }] }]
            """);
        await RunAsync(app, TestRuns.Failure("3", 3), Skewed(TestRuns.Failure("2", 2), NextYear), TestRuns.Failure("1", 1));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        app.Deliveries(AlertKind.Group).ShouldHaveSingleItem().Delivery.Reason!.Members.Select(m => m.Id)
            .ShouldBe(["default:failed:1", "default:failed:2", "default:failed:3"]);
    }

    [Fact]
    public async Task What_was_held_back_is_counted_from_when_it_was_received()
    {
        using var app = new App("""
            channels: { a: { type: console } }
            routes: [{ name: r, on: "*.failed", throttle: { every: 5m, per: task }, send: [{ channel: a }] }]
            """);
        await RunAsync(app, TestRuns.Failure("1"), Skewed(TestRuns.Failure("2", 1), -NextYear));
        app.Time.Advance(TimeSpan.FromMinutes(6));
        await RunAsync(app, TestRuns.Failure("3", 6));
        app.Deliveries()[1].Delivery.Throttle!.Since.ShouldBe(Sample.Time.AddMinutes(1));
    }

    [Theory]
    [InlineData("failure first", 1)]
    [InlineData("success first", 0)]
    public async Task Two_events_of_one_second_are_ordered_by_receipt(string order, int resolved)
    {
        // The log's milliseconds say the opposite.
        var failure = TestRuns.Failure("1") with { Time = Sample.Time.AddMilliseconds(300), ReceivedTime = Sample.Time.AddSeconds(2) };
        var success = TestRuns.Success("2", 0) with { ReceivedTime = Sample.Time.AddSeconds(order == "failure first" ? 3 : 1) };
        foreach (var events in (CloudEvent[][])[[failure, success], [success, failure]])
        {
            using var app = new App(Watched);
            await RunAsync(app, events);
            await app.RunAsync(TimeSpan.FromHours(1));

            // A failure that comes after a success that is known already to be later opens nothing, so that nobody is told of its end.
            app.Deliveries(AlertKind.Resolved).Count.ShouldBe(events[0] == failure ? resolved : 0);
            app.Deliveries(AlertKind.Escalated).Count.ShouldBe(1 - resolved);
        }
    }

    /// <summary>The event, received at its time, with a log's time that is off by some minutes.</summary>
    private static CloudEvent Skewed(CloudEvent @event, double off) =>
        @event with { Time = @event.Time.AddMinutes(off), ReceivedTime = @event.Time, Skewed = true };

    private static async Task RunAsync(App app, params CloudEvent[] events)
    {
        foreach (var @event in events)
        {
            await app.SendAsync(@event);
            await app.RunVisibleAsync();
        }
    }
}
