using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Functions.Alerts;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Routing;

public sealed class GroupsTests
{
    private const string Grouped = """
        channels: { a: { type: console }, b: { type: console } }
        routes: [{ name: r, on: "*", group: { wait: 30s }, send: [{ channel: a }, { channel: b }] }]
        """;

    [Fact]
    public async Task What_happens_within_the_wait_is_one_alert_for_each_channel_in_the_order_of_time()
    {
        using var app = new App(Grouped);
        foreach (var (execution, minutes) in new[] { ("late", 3), ("first", 1), ("middle", 2) })
        {
            await app.SendAsync(TestRuns.Failure(execution, minutes));
            await app.RunAsync(TimeSpan.FromSeconds(5));
        }

        app.Deliveries().ShouldBeEmpty();
        await app.RunAsync(TimeSpan.FromSeconds(30));
        app.Deliveries().Select(d => d.Delivery.Channel).ShouldBe(["a", "b"]);
        var (@event, reason) = (app.Deliveries()[0].Event, app.Deliveries()[0].Delivery.Reason!);
        @event.Id.ShouldBe("default:failed:first");
        @event.Data.ShouldNotBeNull();
        (reason.Kind, reason.Count).ShouldBe((AlertKind.Group, 3));
        reason.Members.Select(m => m.Id).ShouldBe(["default:failed:first", "default:failed:middle", "default:failed:late"]);
        reason.Members[0].ShouldBe(new EventSummary
        {
            Id = "default:failed:first",
            Type = "sense.reload.failed",
            Time = Sample.Time.AddMinutes(1),
            Received = Sample.Time.AddSeconds(1),
            Task = "Reload of Margin Cockpit",
            App = "Margin Cockpit",
            Host = "qsprod02",
            Error = "Max retries reached",
        });
        Clean(app);
    }

    [Fact]
    public async Task The_wait_is_kept_to_the_second()
    {
        using var app = new App(Grouped);
        await app.SendAsync(TestRuns.Failure("1"));
        await app.RunVisibleAsync();
        var due = app.Bus.Waiting(QueueNames.Timers).ShouldHaveSingleItem().ScheduledEnqueueTime;
        due.ShouldBe(app.Time.GetUtcNow().AddSeconds(30));
        app.WakeUps().ShouldHaveSingleItem().PartitionKey.ShouldBe("203103140412");
    }

    [Fact]
    public async Task One_event_alone_is_an_ordinary_alert()
    {
        using var app = new App(Grouped);
        await app.SendAsync(TestRuns.Failure("1"));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        app.Deliveries().Select(d => d.Delivery.Reason).ShouldBe([null, null]);
    }

    [Fact]
    public async Task A_group_has_in_common_what_the_route_says()
    {
        using var app = new App(Grouped.Replace("wait: 30s", "wait: 30s, by: [app, type]", StringComparison.Ordinal));
        await app.SendAsync(TestRuns.Failure("1", task: "x"));
        await app.SendAsync(TestRuns.Failure("2", task: "x"));
        await app.SendAsync(TestRuns.Failure("3", task: "x", type: "sense.reload.aborted"));
        await app.SendAsync(TestRuns.Failure("4", task: "y"));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        app.Deliveries().Where(d => d.Delivery.Channel == "a").Select(d => d.Delivery.Reason?.Count ?? 1).Order().ShouldBe([1, 1, 2]);
    }

    [Fact]
    public async Task What_comes_after_the_end_is_the_next_group()
    {
        using var app = new App(Grouped);
        await app.SendAsync(TestRuns.Failure("1"));
        await app.RunAsync(TimeSpan.FromSeconds(31));
        await app.SendAsync(TestRuns.Failure("2"));
        await app.SendAsync(TestRuns.Failure("3"));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        app.Deliveries().Where(d => d.Delivery.Channel == "a").Select(d => d.Delivery.Reason?.Count ?? 1).ShouldBe([1, 2]);
        Clean(app);
    }

    [Fact]
    public async Task An_event_that_comes_again_after_its_group_was_sent_opens_none()
    {
        using var app = new App(Grouped);
        await app.SendAsync(TestRuns.Failure("1"));
        await app.RunAsync(TimeSpan.FromMinutes(1));

        // As if the run that joined had died before it could note that the event is done.
        var row = app.Tables.Rows(TableNames.Events).Single();
        await app.Tables.MergeAsync(
            TableNames.Events, new TableRow(row.PartitionKey, row.RowKey).Set("State", "planned"), "*",
            CancellationToken.None);
        await app.SendAsync(TestRuns.Failure("1"), "again");
        await app.RunAsync(TimeSpan.FromMinutes(5));
        app.Deliveries().Count.ShouldBe(2);
        Clean(app);
    }

    [Fact]
    public async Task Fifty_are_shown_and_all_are_counted()
    {
        using var app = new App(Grouped);
        foreach (var i in Enumerable.Range(0, 120))
        {
            await app.SendAsync(TestRuns.Failure($"{i}", i));
        }

        await app.RunAsync(TimeSpan.FromMinutes(1));
        var reason = app.Deliveries()[0].Delivery.Reason!;
        (reason.Count, reason.Members.Count).ShouldBe((120, 50));
        Clean(app);
    }

    [Fact]
    public async Task A_throttle_counts_a_group_as_one()
    {
        using var app = new App("""
            channels: { a: { type: console } }
            routes: [{ name: r, on: "*", group: { wait: 30s }, throttle: { every: 5m }, send: [{ channel: a }] }]
            """);
        foreach (var round in Enumerable.Range(0, 3))
        {
            await app.SendAsync(TestRuns.Failure($"{round}-1"));
            await app.SendAsync(TestRuns.Failure($"{round}-2"));
            await app.RunAsync(TimeSpan.FromMinutes(1));
        }

        app.Deliveries().Count.ShouldBe(1);
        app.Time.Advance(TimeSpan.FromMinutes(5));
        await app.SendAsync(TestRuns.Failure("last"));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        app.Deliveries()[^1].Delivery.Throttle!.HeldBack.ShouldBe(2);
    }

    [Fact]
    public async Task What_happened_in_a_muted_time_joins_no_group()
    {
        using var app = new App(Grouped.Replace("group:", "mute: { from: '03:30', to: '03:40' }, group:", StringComparison.Ordinal));
        await app.SendAsync(TestRuns.Failure("1"));
        await app.SendAsync(TestRuns.Failure("muted", 20));
        await app.SendAsync(TestRuns.Failure("3", 30));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        app.Deliveries()[0].Delivery.Reason!.Members.Select(m => m.Id).ShouldBe(["default:failed:1", "default:failed:3"]);
    }

    [Fact]
    public async Task What_Service_Bus_never_takes_is_kept_and_stops_no_later_group()
    {
        using var app = new App(Grouped);
        app.Bus.Rejects = _ => true;
        await app.SendAsync(TestRuns.Failure("1"));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        app.Bus.Rejects = null;
        app.DeliveryRows().Where(r => r.Text("State") == "dead").Select(r => r.Text("Reason")).Distinct()
            .ShouldBe(["Service Bus does not accept it: it is too large"]);
        await app.SendAsync(TestRuns.Failure("2"));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        app.Deliveries().Select(d => d.Event.Id).Distinct().ShouldBe(["default:failed:2"]);
    }

    [Fact]
    public async Task A_large_group_reads_each_page_of_its_members_a_bounded_number_of_times()
    {
        using var app = new App(Grouped);
        foreach (var i in Enumerable.Range(0, 2100))
        {
            await app.SendAsync(TestRuns.Failure($"{i}", i));
        }

        await app.RunVisibleAsync();
        var before = app.Tables.MembersRead;
        await app.RunAsync(TimeSpan.FromMinutes(5));
        app.Deliveries().Where(d => d.Delivery.Channel == "a").Select(d => d.Delivery.Reason!.Count).ShouldBe([500, 500, 500, 500, 100]);
        (app.Tables.MembersRead - before).ShouldBeLessThanOrEqualTo(2 * 2100, "each lot reads its own members, and no other's");
        Clean(app);
    }

    [Fact]
    public async Task A_group_that_an_older_version_opened_is_sent()
    {
        using var app = new App(Grouped);
        await app.SendAsync(TestRuns.Failure("1"));
        await app.RunVisibleAsync();

        // That version made the key without the site, and its open row without a lot.
        var rows = app.Tables.Rows(TableNames.Incidents);
        foreach (var row in rows)
        {
            var old = new TableRow("group-r-old", row.RowKey);
            foreach (var (name, value) in row.Properties)
            {
                old.Set(name, value);
            }

            await app.Tables.InsertAsync(TableNames.Incidents, old, CancellationToken.None);
            await app.Tables.DeleteAsync(TableNames.Incidents, row.PartitionKey, row.RowKey, "*", CancellationToken.None);
        }

        await new Functions.Timers.DueRows(app.Tables, app.Bus, app.Time).WakeAtAsync(
            "group", "group-r-old", app.Time.GetUtcNow().AddSeconds(30), CancellationToken.None);
        await app.RunAsync(TimeSpan.FromMinutes(1));
        app.Deliveries().Select(d => (d.Delivery.Channel, d.Event.Id)).ShouldBe([("a", "default:failed:1"), ("b", "default:failed:1")]);
        Clean(app);
    }

    [Fact]
    public async Task A_sweep_ends_a_group_whose_timer_was_lost()
    {
        using var app = new App(Grouped);
        await app.SendAsync(TestRuns.Failure("1"));
        await app.RunVisibleAsync();
        app.Bus.Complete(QueueNames.Timers, app.Bus.Waiting(QueueNames.Timers).Single());
        app.Time.Advance(TimeSpan.FromMinutes(4));
        await app.Services.Sweep.RunAsync(CancellationToken.None);
        await app.RunVisibleAsync();
        app.Deliveries().Count.ShouldBe(2);
        Clean(app);
    }

    [Fact]
    public async Task A_timer_that_comes_early_does_not_lose_the_group()
    {
        using var app = new App(Grouped);
        await app.SendAsync(TestRuns.Failure("1"));
        await app.RunVisibleAsync();
        app.Time.Advance(TimeSpan.FromSeconds(29.5));
        var timer = app.Bus.Waiting(QueueNames.Timers).Single();
        await app.Services.Runner.RunAsync(
            "TimerDue", app.Services.TimerDue, App.Trigger(QueueNames.Timers, timer), CancellationToken.None);
        app.Bus.Complete(QueueNames.Timers, timer);
        app.Deliveries().ShouldBeEmpty();
        await app.RunAsync(TimeSpan.FromSeconds(5));
        app.Deliveries().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_route_that_is_gone_at_the_end_is_sent_where_it_sent()
    {
        using var app = new App(Grouped);
        await app.SendAsync(TestRuns.Failure("1"));
        await app.RunVisibleAsync();
        app.Configuration.Text = "channels: { a: { type: console } }\ndefaultChannel: none\nroutes: [{ name: other, on: 'sense.version', "
            + "send: [{ channel: a }] }]";
        app.Time.Advance(TimeSpan.FromSeconds(30));
        await app.RunVisibleAsync();
        app.Deliveries().Count.ShouldBe(2);
        app.Terminal.ToString().ShouldContain("ALERT Reload failed: Reload of Margin Cockpit");
    }

    [Fact]
    public async Task Ten_instances_at_once_put_every_event_into_one_group()
    {
        using var app = new App(Grouped.Replace("30s", "1s", StringComparison.Ordinal));
        var events = Enumerable.Range(0, 200).Select(i => TestRuns.Failure($"{i}", i)).ToList();
        foreach (var @event in events)
        {
            await app.SendAsync(@event);
        }

        var messages = app.Bus.Waiting(QueueNames.Events);
        var joined = false;
        var instances = Enumerable.Range(0, 10).Select(instance => Task.Run(async () =>
        {
            for (var i = instance; i < messages.Count; i += 10)
            {
                await app.Services.Runner.RunAsync(
                    "ProcessEvent", app.Services.ProcessEvent, App.Trigger(QueueNames.Events, messages[i]), CancellationToken.None);
                app.Bus.Complete(QueueNames.Events, messages[i]);
                app.Time.Advance(TimeSpan.FromMilliseconds(100));

                // However fast they join, a group has ended before the last of them does.
                while (i >= 150 && app.Bus.Waiting(QueueNames.Deliveries).Count == 0)
                {
                    await Task.Yield();
                }
            }
        })).ToList();

        // Two instances end groups while the others still join them; both may meet the same timer.
        var timers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref joined))
            {
                foreach (var timer in app.Bus.Waiting(QueueNames.Timers).Where(t => t.ScheduledEnqueueTime <= app.Time.GetUtcNow()))
                {
                    await app.Services.Runner.RunAsync(
                        "TimerDue", app.Services.TimerDue, App.Trigger(QueueNames.Timers, timer), CancellationToken.None);
                    app.Bus.Complete(QueueNames.Timers, timer);
                }

                await Task.Yield();
            }
        })).ToList();
        await Task.WhenAll(instances);
        Volatile.Write(ref joined, true);
        await Task.WhenAll(timers);
        await app.RunAsync(TimeSpan.FromMinutes(5));

        var alerts = app.Deliveries().Where(d => d.Delivery.Channel == "a").ToList();
        alerts.Sum(d => d.Delivery.Reason?.Count ?? 1).ShouldBe(200);
        alerts.Count.ShouldBeGreaterThan(1);

        // A timer that was asked for again after it had run is known as a duplicate; the sweep finds its row.
        app.Time.Advance(TimeSpan.FromMinutes(3));
        await app.Services.Sweep.RunAsync(CancellationToken.None);
        await app.RunAsync(TimeSpan.FromMinutes(1));
        Clean(app);
    }

    private static void Clean(App app)
    {
        app.Tables.Rows(TableNames.Incidents).ShouldAllBe(r => r.RowKey.StartsWith("seen-", StringComparison.Ordinal));
        app.WakeUps().ShouldBeEmpty();
        app.Tables.Rows(TableNames.Events).ShouldAllBe(r => r.Text("State") == "done");
    }
}
