using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Routing;

public sealed class IncidentsTests
{
    private const string Resolving = """
        channels: { a: { type: console }, b: { type: console } }
        routes: [{ name: r, on: [sense.reload.failed, sense.reload.aborted], where: { hosts: qsprod02 }, resolve: true, send: [{ channel: a }, { channel: b }] }]
        """;

    private const string Escalating = """
        channels: { a: { type: console }, boss: { type: console } }
        routes: [{ name: r, on: "*.failed", escalate: { after: 30m, send: [{ channel: boss }] }, send: [{ channel: a }] }]
        """;

    [Fact]
    public async Task The_next_success_is_told_to_those_who_were_told_of_the_failure_with_the_first_of_them()
    {
        using var app = new App(Resolving);
        await RunAsync(
            app, TestRuns.Failure("1"), TestRuns.Failure("2", 10), TestRuns.Failure("3", 20, "sense.reload.aborted"),
            TestRuns.Success("4", 30));
        var told = app.Deliveries(AlertKind.Resolved);
        told.Select(d => (d.Delivery.Channel, d.Event.Id)).ShouldBe([("a", "default:success:4"), ("b", "default:success:4")]);
        var reason = told[0].Delivery.Reason!;
        (reason.First!.Id, reason.Count).ShouldBe(("default:failed:1", 3));
        app.Deliveries(AlertKind.Single).Count.ShouldBe(6);
        await RunAsync(app, TestRuns.Success("5", 40), TestRuns.Failure("6", 50), TestRuns.Success("7", 60));
        app.Deliveries(AlertKind.Resolved).Select(d => d.Event.Id).Distinct().ShouldBe(["default:success:4", "default:success:7"]);
    }

    [Fact]
    public async Task A_success_of_another_task_or_from_before_the_failure_ends_nothing()
    {
        using var app = new App(Resolving);
        await RunAsync(app, TestRuns.Failure("1"), TestRuns.Success("2", 5, task: "another"), TestRuns.Success("3", -5));
        app.Deliveries(AlertKind.Resolved).ShouldBeEmpty();
        await RunAsync(app, TestRuns.Success("4", 5));
        app.Deliveries(AlertKind.Resolved).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_failure_that_comes_after_its_later_success_does_not_stay_open()
    {
        using var app = new App(Resolving);
        await RunAsync(app, TestRuns.Success("1", 5), TestRuns.Failure("2"));
        app.Deliveries(AlertKind.Single).Count.ShouldBe(2);
        app.Tables.Rows(TableNames.Incidents).ShouldHaveSingleItem().RowKey.ShouldBe("state");
    }

    [Fact]
    public async Task A_success_between_two_failures_that_comes_last_leaves_it_open()
    {
        using var app = new App(Resolving);
        await RunAsync(app, TestRuns.Failure("1"), TestRuns.Failure("3", 20), TestRuns.Success("2", 10));
        app.Deliveries(AlertKind.Resolved).ShouldBeEmpty();
        await RunAsync(app, TestRuns.Success("4", 30));
        app.Deliveries(AlertKind.Resolved)[0].Delivery.Reason!.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_success_that_was_received_long_ago_still_ends_what_it_ends()
    {
        using var app = new App(Resolving);
        await RunAsync(app, TestRuns.Failure("1"), TestRuns.Success("2", 5) with { ReceivedTime = app.Time.GetUtcNow().AddHours(-25) });
        app.Deliveries(AlertKind.Resolved).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_an_incident_costs_in_table_operations()
    {
        using var app = new App(
            "channels: { a: { type: console } }\nroutes: [{ name: r, on: '*.failed', resolve: true, send: [{ channel: a }] }]");
        await RunAsync(app, TestRuns.Failure("1"));

        // Event: received, planned, done. Incident: look, list, one transaction.
        app.Tables.Calls.ShouldBe(6);
        await RunAsync(app, TestRuns.Success("2", 5, task: "another"));
        app.Tables.Calls.ShouldBe(6 + 2 + 2, "a success writes down when it was, and nothing more");
    }

    [Theory]
    [InlineData("sense.task.failed", "sense.reload.succeeded")]
    [InlineData("sense.reload.aborted", "sense.task.succeeded")]
    [InlineData("sense.distribute.timedout", "sense.distribute.succeeded")]
    [InlineData("cloud.reload.failed", "cloud.reload.succeeded")]
    [InlineData("sense.service.stopped", "sense.service.started")]
    [InlineData("butler.relay.offline", "butler.relay.online")]
    public async Task Each_kind_of_failure_has_its_end(string failure, string end)
    {
        using var app = new App($$"""
            channels: { a: { type: console } }
            routes: [{ name: r, on: "{{failure}}", resolve: true, send: [{ channel: a }] }]
            """);
        await RunAsync(app, TestRuns.Failure("1", 0, failure), TestRuns.Success("2", 5, end));
        app.Deliveries(AlertKind.Resolved).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Failures_that_are_held_back_are_counted_and_open_nothing_on_their_own()
    {
        using var app = new App("""
            channels: { a: { type: console } }
            routes: [{ name: r, on: "*.failed", throttle: { every: 1h, per: task }, resolve: true, send: [{ channel: a }] }]
            """);
        await RunAsync(
            app, TestRuns.Failure("1"), TestRuns.Failure("2", 1), TestRuns.Success("3", 2), TestRuns.Failure("4", 3),
            TestRuns.Success("5", 4));
        app.Deliveries(AlertKind.Resolved).ShouldHaveSingleItem().Delivery.Reason!.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Channels_that_two_routes_share_are_told_once()
    {
        using var app = new App("""
            channels: { a: { type: console } }
            routes:
              - { name: r, on: "*.failed", resolve: true, send: [{ channel: a }] }
              - { name: s, on: "sense.*", resolve: true, send: [{ channel: a }] }
            """);
        await RunAsync(app, TestRuns.Failure("1"), TestRuns.Success("2", 1));
        app.Deliveries().Select(d => (d.Delivery.Route, d.Delivery.Reason?.Kind)).ShouldBe([("r", null), ("r", AlertKind.Resolved)]);
    }

    [Fact]
    public async Task In_a_muted_time_nothing_is_sent_of_what_happens_and_what_ends_is_told_after()
    {
        using var app = new App("""
            channels: { a: { type: console } }
            routes: [{ name: r, on: "*", mute: { from: "04:30", to: "06:00" }, resolve: true, send: [{ channel: a }] }]
            """);
        await RunAsync(app, TestRuns.Failure("1"));
        app.Time.Advance(TimeSpan.FromMinutes(30));
        await RunAsync(app, TestRuns.Failure("2", 85), TestRuns.Success("3", 89));
        app.Tables.Rows(TableNames.Events).Where(r => r.Text("Muted") == "r").Select(r => r.RowKey)
            .ShouldBe(["default:failed:2", "default:success:3"], ignoreOrder: true);
        var message = app.Bus.Waiting(QueueNames.Deliveries).ShouldHaveSingleItem();
        message.ScheduledEnqueueTime.ShouldBe(new DateTimeOffset(2031, 3, 14, 6, 0, 0, TimeSpan.Zero));
        await app.RunAsync(TimeSpan.FromHours(2));
        app.Deliveries(AlertKind.Resolved).ShouldHaveSingleItem().Planned.ShouldBe(message.ScheduledEnqueueTime!.Value);
        app.DeliveryRows().Count(r => r.Text("State") == "sent").ShouldBe(2);
    }

    [Fact]
    public async Task Without_routes_that_wait_for_it_a_success_costs_no_table_operation_more()
    {
        const string Plain = "channels: { a: { type: console } }\nroutes: [{ name: r, on: '*.failed', send: [{ channel: a }] }]";
        using var app = new App(Plain);
        await RunAsync(app, TestRuns.Success("1", 1));
        app.Tables.Calls.ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(10)]
    public async Task An_alert_costs_two_table_operations_and_the_message_of_its_event_for_any_number_of_channels(int count)
    {
        var names = Enumerable.Range(0, count).Select(i => $"c{i}").ToList();
        using var app = new App($$"""
            channels: { {{string.Join(", ", names.Select(name => $"{name}: {{ type: console }}"))}} }
            routes: [{ name: r, on: '*', send: [{{string.Join(", ", names)}}] }]
            """);
        await RunAsync(app, TestRuns.Failure("1"));
        app.DeliveryRows().Select(row => (row.Text("Channel"), row.Text("State"))).ShouldBe(
            names.Select(name => ((string?)name, (string?)"sent")), ignoreOrder: true);

        // The row with the plan, and its end with what was sent.
        app.Tables.Calls.ShouldBe(2);
        app.Bus.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task What_can_never_be_sent_is_dead_at_once_with_its_reason()
    {
        using var app = new App("channels: { a: { type: console } }\nroutes: [{ name: r, on: '*.dead', send: [{ channel: a }] }]");
        var faulty = new PlannedDelivery
        {
            Id = "d",
            Route = "r",
            Channel = "a",
            Recipient = "nobody",
            Fault = "\"nobody\" is no mail address",
        };
        await app.Queue().SendAsync([faulty], TestRuns.Failure("1"), CancellationToken.None);
        await app.RunVisibleAsync();
        var row = app.DeliveryRows().Single(r => r.RowKey == "d" && r.Text("State") == "dead");
        row.Text("Reason").ShouldBe("\"nobody\" is no mail address");
        app.Terminal.ToString().ShouldContain("Alert could not be delivered to a");
    }

    [Fact]
    public async Task Nobody_reacts_and_it_escalates_once()
    {
        using var app = new App(Escalating);
        await RunAsync(app, TestRuns.Failure("1"));
        var incident = app.Deliveries().ShouldHaveSingleItem().Delivery.Reason!.Incident.ShouldNotBeNull();
        app.Time.Advance(TimeSpan.FromMinutes(10));
        await RunAsync(app, TestRuns.Failure("2", 10));
        app.Deliveries()[1].Delivery.Reason!.Incident.ShouldBe(incident);
        await app.RunAsync(TimeSpan.FromMinutes(19));
        app.Deliveries(AlertKind.Escalated).ShouldBeEmpty();
        await app.RunAsync(TimeSpan.FromHours(5));
        var escalated = app.Deliveries(AlertKind.Escalated).ShouldHaveSingleItem();
        (escalated.Delivery.Channel, escalated.Delivery.Escalated, escalated.Event.Id, escalated.Delivery.Reason!.Incident)
            .ShouldBe(("boss", true, "default:failed:1", incident));
        escalated.Delivery.Reason.Count.ShouldBe(2);
        await RunAsync(app, TestRuns.Failure("3", 400));
        await app.RunAsync(TimeSpan.FromHours(5));
        app.Deliveries(AlertKind.Escalated).Count.ShouldBe(1);
        app.WakeUps().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_success_in_time_stops_the_escalation_and_tells_nobody_unless_asked_to()
    {
        using var app = new App(Escalating);
        await RunAsync(app, TestRuns.Failure("1"), TestRuns.Success("2", 5));
        await app.RunAsync(TimeSpan.FromHours(1));
        app.Deliveries().Select(d => d.Delivery.Channel).ShouldBe(["a"]);
    }

    [Fact]
    public async Task Whom_it_escalated_to_is_told_of_the_end_too()
    {
        using var app = new App(Escalating.Replace("escalate:", "resolve: true, escalate:", StringComparison.Ordinal));
        await RunAsync(app, TestRuns.Failure("1"));
        await app.RunAsync(TimeSpan.FromHours(1));
        await RunAsync(app, TestRuns.Success("2", 90));
        app.Deliveries(AlertKind.Resolved).Select(d => (d.Delivery.Channel, d.Delivery.Escalated)).ShouldBe([("a", false), ("boss", true)]);
    }

    [Fact]
    public async Task An_escalation_in_a_muted_time_waits_for_its_end()
    {
        using var app = new App(
            Escalating.Replace("escalate:", "mute: { from: '04:30', to: '06:00' }, escalate:", StringComparison.Ordinal));
        await RunAsync(app, TestRuns.Failure("1"));
        await app.RunAsync(TimeSpan.FromMinutes(100));
        app.Deliveries(AlertKind.Escalated).ShouldBeEmpty();
        await app.RunAsync(TimeSpan.FromHours(2));
        app.Deliveries(AlertKind.Escalated).ShouldHaveSingleItem().Planned
            .ShouldBe(new DateTimeOffset(2031, 3, 14, 6, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Ten_instances_at_once_open_one_incident_count_each_failure_and_end_it_once()
    {
        using var app = new App("""
            channels: { a: { type: console }, boss: { type: console } }
            routes: [{ name: r, on: "*.failed", resolve: true, escalate: { after: 30m, send: [{ channel: boss }] }, send: [{ channel: a }] }]
            """);
        await AtOnceAsync(app, [.. Enumerable.Range(0, 100).Select(i => TestRuns.Failure($"{i}", i / 60.0))]);
        await app.RunVisibleAsync();
        app.Tables.Rows(TableNames.Incidents).Count(r => r.RowKey.StartsWith("i-", StringComparison.Ordinal)).ShouldBe(1);
        app.Deliveries().Select(d => d.Delivery.Reason!.Incident).Distinct().Count().ShouldBe(1);
        app.Bus.Waiting(QueueNames.Timers).Count.ShouldBe(1);

        await AtOnceAsync(app, [.. Enumerable.Range(0, 20).Select(i => TestRuns.Success($"{i}", 5 + i))]);
        await app.RunAsync(TimeSpan.FromHours(1));
        app.Deliveries(AlertKind.Resolved).ShouldHaveSingleItem().Delivery.Reason!.Count.ShouldBe(100);
        app.Deliveries(AlertKind.Escalated).ShouldBeEmpty();
    }

    private static async Task RunAsync(App app, params CloudEvent[] events)
    {
        foreach (var @event in events)
        {
            await app.SendAsync(@event);
            await app.RunVisibleAsync();
        }
    }

    private static async Task AtOnceAsync(App app, IReadOnlyList<CloudEvent> events)
    {
        foreach (var @event in events)
        {
            await app.SendAsync(@event);
        }

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
    }
}
