using System.Text;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Routing;

public sealed class ProcessEventTests
{
    private const string TwoRoutes = """
        channels: { a: { type: console }, b: { type: console } }
        routes:
          - { name: failures, on: sense.reload.failed, send: [{ channel: a }, { channel: b }] }
          - { name: all, on: "sense.*", send: [{ channel: a }] }
        """;

    [Fact]
    public async Task Two_routes_that_name_the_same_channel_send_once()
    {
        using var app = new App(TwoRoutes);
        await app.SendAsync(Sample.Event());
        await app.RunVisibleAsync();
        Titles(app).ShouldBe(["Task failed: Reload of Margin Cockpit", "Task failed: Reload of Margin Cockpit"]);
        app.Tables.Rows(TableNames.Events).Single().Text("State").ShouldBe("done");
        app.Tables.Rows(TableNames.Events).Single().Text("Routes").ShouldBe("failures, all");
    }

    [Fact]
    public async Task An_event_that_meets_no_route_is_only_recorded()
    {
        using var app = new App(TwoRoutes);
        await app.SendAsync(Sample.Event("cloud.reload.failed"));
        await app.RunVisibleAsync();
        Titles(app).ShouldBeEmpty();
        app.Tables.Rows(TableNames.Events).Single().Text("State").ShouldBe("done");
    }

    [Fact]
    public async Task The_same_event_through_two_relays_one_of_them_hours_late_is_one_alert()
    {
        using var app = new App(TwoRoutes);
        await app.SendAsync(Sample.Event());
        await app.RunVisibleAsync();
        app.Time.Advance(TimeSpan.FromHours(5));
        await app.SendAsync(Sample.Event() with { Relay = "relay-2" }, messageId: "beyond duplicate detection");
        await app.RunVisibleAsync();
        Titles(app).Count.ShouldBe(2, "one alert for each of the two channels");
    }

    [Fact]
    public async Task What_is_no_event_is_kept_with_its_reason()
    {
        using var app = new App(TwoRoutes);
        await app.Bus.SendAsync(
            QueueNames.Events, new QueueMessage { Body = "not json"u8.ToArray(), MessageId = "m" }, CancellationToken.None);
        await app.RunVisibleAsync();
        var kept = app.Tables.Rows(TableNames.Events).Single();
        kept.Text("State").ShouldBe("refused");
        kept.Text("Reason")!.ShouldStartWith("this is not a CloudEvents 1.0 event:");
        Encoding.UTF8.GetString(Butler.Core.Azure.Tables.TablePayload.Payload(kept, "Body")!).ShouldBe("not json");
    }

    [Fact]
    public async Task While_the_configuration_is_faulty_events_wait_until_it_is_mended()
    {
        using var app = new App("routes: nonsense");
        await app.SendAsync(Sample.Event());
        await app.RunAsync(TimeSpan.FromMinutes(2));
        Titles(app).ShouldBeEmpty();
        app.Configuration.Text = TwoRoutes;
        await app.RunAsync(TimeSpan.FromMinutes(10));
        Titles(app).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_configuration_that_becomes_faulty_leaves_the_last_good_one_in_use()
    {
        using var app = new App(TwoRoutes);
        await app.SendAsync(Sample.Event());
        await app.RunVisibleAsync();
        app.Configuration.Text = "routes: nonsense";
        app.Time.Advance(TimeSpan.FromSeconds(30));
        await app.SendAsync(Sample.Event(execution: "2"));
        await app.RunVisibleAsync();
        Titles(app).Count.ShouldBe(4);
        app.Services.Configuration.Problem.ShouldNotBeNull();
    }

    [Fact]
    public async Task While_tables_are_away_events_are_put_off_and_then_alerted_once()
    {
        using var app = new App(TwoRoutes);
        app.Tables.Away = true;
        await app.SendAsync(Sample.Event());
        await app.RunAsync(TimeSpan.FromSeconds(20));
        Titles(app).ShouldBeEmpty();
        app.Tables.Away = false;
        await app.RunAsync(TimeSpan.FromMinutes(5));
        Titles(app).Count.ShouldBe(2);
        app.Bus.Sent.Where(s => s.Queue == QueueNames.Events).Select(s => s.Message.MessageId).Take(3)
            .ShouldBe(["default:failed:5e9c7a10", "default:failed:5e9c7a10#1.1", "default:failed:5e9c7a10#1.2"]);
    }

    [Fact]
    public async Task While_tables_are_away_the_log_says_so_and_does_not_flood()
    {
        var logs = new LogCollector();
        using var app = new App(TwoRoutes, logs);
        app.Tables.Away = true;
        for (var i = 0; i < 100; i++)
        {
            await app.SendAsync(Sample.Event(execution: $"{i}"));
        }

        await app.RunAsync(TimeSpan.FromMinutes(2));
        var lines = logs.Text.Split('\n').Where(l => l.Contains("reschedules", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBeInRange(2, 5);
        lines[1].ShouldContain("Table Storage is away.");
        lines[1].ShouldMatch(@"\(\d+ similar failures since the last line\)");
    }

    [Fact]
    public async Task Events_received_longer_ago_than_maxEventAge_are_summed_up_in_one_alert_for_each_route()
    {
        using var app = new App(TwoRoutes);
        foreach (var execution in Enumerable.Range(1, 5))
        {
            await app.SendAsync(Sample.Event(execution: $"{execution}", received: app.Time.GetUtcNow().AddHours(-25)));
        }

        await app.RunVisibleAsync();
        Titles(app).ShouldBeEmpty();
        await app.RunAsync(TimeSpan.FromMinutes(10));
        Titles(app).ShouldBe(
            ["5 events came late (route all)", "5 events came late (route failures)", "5 events came late (route failures)"],
            ignoreOrder: true);
        app.Tables.Rows(TableNames.Incidents).ShouldAllBe(r => r.RowKey.StartsWith("seen-", StringComparison.Ordinal));
        app.WakeUps().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sweep_wakes_what_a_lost_timer_should_have_woken()
    {
        using var app = new App(TwoRoutes);
        await app.SendAsync(Sample.Event(received: app.Time.GetUtcNow().AddHours(-25)));
        await app.RunVisibleAsync();
        foreach (var timer in app.Bus.Waiting(QueueNames.Timers))
        {
            app.Bus.Complete(QueueNames.Timers, timer);
        }

        app.Time.Advance(TimeSpan.FromMinutes(10));
        await app.Services.Sweep.RunAsync(CancellationToken.None);
        await app.RunVisibleAsync();
        Titles(app).Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("[task]", 1)]
    [InlineData("[]", 1)]
    public async Task Two_hundred_events_of_one_task_under_a_throttle_are_one_alert_and_199_counted(string per, int alerts)
    {
        using var app = new App($$"""
            channels: { a: { type: console } }
            routes: [{ name: r, on: "*", throttle: { every: 5m, per: {{per}} }, send: [{ channel: a }] }]
            """);
        for (var i = 0; i < 200; i++)
        {
            await app.SendAsync(Sample.Event(execution: $"{i}"));
        }

        // Ten instances at once.
        _ = app.Services;
        var messages = app.Bus.Waiting(QueueNames.Events);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(instance => Task.Run(async () =>
        {
            for (var i = instance; i < messages.Count; i += 10)
            {
                await app.Services.Runner.RunAsync(
                    "ProcessEvent", app.Services.ProcessEvent, App.Trigger(QueueNames.Events, messages[i]), CancellationToken.None);
                app.Bus.Complete(QueueNames.Events, messages[i]);
            }
        })));
        await app.RunVisibleAsync();
        Titles(app).Count.ShouldBe(alerts);

        // What was held back between the taking of the window and the alert's own plan is told by that alert already.
        var told = app.Deliveries().Sum(d => d.Delivery.Throttle!.HeldBack);
        app.Tables.Rows(TableNames.Throttles).Count(r => r.RowKey.StartsWith("held-", StringComparison.Ordinal)).ShouldBe(199 - told);

        app.Time.Advance(TimeSpan.FromMinutes(6));
        await app.SendAsync(Sample.Event(execution: "next"));
        await app.RunVisibleAsync();
        app.Terminal.ToString().ShouldContain($"({199 - told} more held back since 2031-03-14 03:12:07 +00:00)");
        app.Tables.Rows(TableNames.Throttles).Select(r => r.RowKey).ShouldBe(["window"]);
    }

    [Fact]
    public async Task A_throttle_keeps_tasks_apart_and_types_apart()
    {
        using var app = new App("""
            channels: { a: { type: console } }
            routes: [{ name: r, on: "*", throttle: { every: 5m, per: task }, send: [{ channel: a }] }]
            """);
        await app.SendAsync(Sample.Event(execution: "1"));
        await app.SendAsync(Sample.Event(execution: "2", data: Sample.Task with { TaskId = "another" }));
        await app.SendAsync(Sample.Event("sense.task.aborted", "3"));
        await app.SendAsync(Sample.Event(execution: "4"));
        await app.RunVisibleAsync();
        Titles(app).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Sends_of_one_route_share_its_throttle_and_go_out_together()
    {
        using var app = new App("""
            channels: { a: { type: console }, b: { type: console } }
            routes: [{ name: r, on: "*", throttle: { every: 5m, per: task }, send: [{ channel: a }, { channel: b }] }]
            """);
        await app.SendAsync(Sample.Event(execution: "1"));
        await app.SendAsync(Sample.Event(execution: "2"));
        await app.RunVisibleAsync();
        Titles(app).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_delivery_names_no_secret()
    {
        using var app = new App("""
            channels: { a: { type: webhook, url: "https://hooks.example.com/T000/s3cr3t-token", headers: { X-Key: s3cr3t-header } } }
            routes: [{ name: r, on: "*", send: [{ channel: a }] }]
            """);
        await app.SendAsync(Sample.Event());
        await app.PlanOnQueueAsync();
        var delivery = app.Bus.Waiting(QueueNames.Deliveries).Single();
        Encoding.UTF8.GetString(delivery.Body.Span).ShouldNotContain("s3cr3t");
        delivery.MessageId.ShouldBe(EventIdentity.Hash("default:failed:5e9c7a10\nr\na\n"));
    }

    private static List<string> Titles(App app) =>
        [.. app.Terminal.ToString().Split('\n').Where(l =>
            l.StartsWith("ALERT ", StringComparison.Ordinal) && !l.StartsWith("ALERT  ", StringComparison.Ordinal)).Select(l => l[6..])];
}
