using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Incidents;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Routing;

/// <summary>A group is one incident: one escalation, one acknowledgement, one "back to normal".</summary>
public sealed class GroupIncidentsTests
{
    private const string Storm = """
        channels: { a: { type: console }, boss: { type: console } }
        routes: [{ name: r, on: "*.failed", group: { wait: 30s }, resolve: true, escalate: { after: 30m, send: [{ channel: boss }] }, send: [{ channel: a }] }]
        """;

    [Fact]
    public async Task Twenty_failures_are_one_alert_one_escalation_and_one_back_to_normal()
    {
        using var app = new App(Storm);
        await FailAsync(app, 20);
        await app.RunAsync(TimeSpan.FromHours(2));
        Sent(app).ShouldBe([("a", AlertKind.Group), ("boss", AlertKind.Escalated)]);
        var escalated = app.Deliveries(AlertKind.Escalated).Single().Delivery.Reason!;
        (escalated.Count, escalated.MemberCount, escalated.Members.Count, escalated.Recovered).ShouldBe((20, 20, 20, 0));

        for (var i = 0; i < 20; i++)
        {
            app.Deliveries(AlertKind.Resolved).ShouldBeEmpty();
            await RunAsync(app, TestRuns.Success($"s{i}", 120 + i, task: $"t{i}"));
        }

        await app.RunAsync(TimeSpan.FromHours(2));
        var resolved = app.Deliveries(AlertKind.Resolved);
        resolved.Select(d => (d.Delivery.Channel, d.Event.Id, d.Delivery.Escalated)).ShouldBe(
            [("a", "default:success:s19", false), ("boss", "default:success:s19", true)]);
        var reason = resolved[0].Delivery.Reason!;
        (reason.Count, reason.MemberCount, reason.First!.Id, reason.Incident).ShouldBe((20, 20, "default:failed:0", escalated.Incident));
        reason.Members.Select(m => m.Task).ShouldBe(Enumerable.Range(0, 20).Select(i => $"t{i}"));
        app.Deliveries().Select(d => d.Delivery.Reason!.Correlation).Distinct().ShouldBe([escalated.Incident]);
        app.Terminal.ToString().ShouldContain("Back to normal: 20 reloads");
        app.Terminal.ToString().ShouldContain("Still failing, nobody has reacted: 20 reloads");
        app.Tables.Rows(TableNames.Incidents).ShouldNotContain(r => r.PartitionKey == "incidents-open");
        app.WakeUps().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_recovers_in_time_does_not_escalate_and_an_escalation_names_those_that_still_fail()
    {
        using var app = new App(Storm);
        await FailAsync(app, 5);
        await app.RunAsync(TimeSpan.FromMinutes(1));
        await RunAsync(app, TestRuns.Success("s0", 5, task: "t0"), TestRuns.Success("s3", 6, task: "t3"));
        await app.RunAsync(TimeSpan.FromHours(1));
        var escalated = app.Deliveries(AlertKind.Escalated).ShouldHaveSingleItem();
        var reason = escalated.Delivery.Reason!;
        (escalated.Event.Id, reason.First!.Id, reason.MemberCount, reason.Recovered)
            .ShouldBe(("default:failed:1", "default:failed:1", 3, 2));
        reason.Members.Select(m => m.Task).ShouldBe(["t1", "t2", "t4"]);
        app.Terminal.ToString().ShouldContain("2 others that failed with them have succeeded since");
    }

    [Fact]
    public async Task When_all_recover_in_time_nobody_is_called()
    {
        using var app = new App(Storm);
        await FailAsync(app, 3);
        await app.RunAsync(TimeSpan.FromMinutes(1));
        await RunAsync(app, [.. Enumerable.Range(0, 3).Select(i => TestRuns.Success($"s{i}", 5, task: $"t{i}"))]);
        await app.RunAsync(TimeSpan.FromHours(2));
        Sent(app).ShouldBe([("a", AlertKind.Group), ("a", AlertKind.Resolved)]);
    }

    [Fact]
    public async Task An_escalation_goes_to_the_recipients_of_all_that_still_fail()
    {
        using var app = new App("""
            channels: { a: { type: console }, mail: { type: email, provider: smtp, smtp: { host: localhost }, from: b@example.com } }
            routes: [{ name: r, on: "*.failed", group: { wait: 30s }, escalate: { after: 30m, send: [{ channel: mail, toFromCustomProperty: Boss }] }, send: [{ channel: a }] }]
            """);
        foreach (var i in Enumerable.Range(0, 3))
        {
            var task = Sample.Task with
            {
                TaskId = $"t{i}",
                TaskName = $"t{i}",
                Task = new TaskInfo { Name = $"t{i}", CustomProperties = [new("Boss", $"boss{i % 2}@example.com")] },
            };
            await app.SendAsync(Sample.Event("sense.reload.failed", $"{i}", task));
        }

        await app.RunAsync(TimeSpan.FromMinutes(45));
        app.Deliveries(AlertKind.Escalated).Select(d => d.Delivery.Recipient).ShouldBe(["boss0@example.com", "boss1@example.com"]);
    }

    [Fact]
    public async Task One_acknowledgement_ends_the_escalation_of_the_whole()
    {
        using var app = new App(Storm);
        await FailAsync(app, 20);
        await app.RunAsync(TimeSpan.FromMinutes(1));
        await AcknowledgeAsync(app, app.Deliveries(AlertKind.Group).Single().Delivery.Reason!.Incident!);
        await app.RunAsync(TimeSpan.FromHours(5));
        Sent(app).ShouldBe([("a", AlertKind.Group)]);
    }

    [Fact]
    public async Task Those_that_fail_again_are_alerted_again_and_stay_in_their_incident()
    {
        using var app = new App(Storm);
        await FailAsync(app, 3);
        await app.RunAsync(TimeSpan.FromMinutes(1));
        await FailAsync(app, 3, "again", 5);
        await app.RunAsync(TimeSpan.FromHours(2));
        Sent(app).ShouldBe([("a", AlertKind.Group), ("a", AlertKind.Group), ("boss", AlertKind.Escalated)]);
        var groups = app.Deliveries(AlertKind.Group);
        groups[1].Delivery.Reason!.Incident.ShouldBe(groups[0].Delivery.Reason!.Incident.ShouldNotBeNull());
        app.Deliveries(AlertKind.Escalated).Single().Delivery.Reason!.Count.ShouldBe(6);
        await RunAsync(app, [.. Enumerable.Range(0, 3).Select(i => TestRuns.Success($"s{i}", 130, task: $"t{i}"))]);
        var resolved = app.Deliveries(AlertKind.Resolved)[0].Delivery.Reason!;
        (resolved.Count, resolved.MemberCount).ShouldBe((6, 3));
    }

    [Fact]
    public async Task What_fails_newly_joins_the_open_incident_until_somebody_knows_of_that()
    {
        using var app = new App(Storm);
        await FailAsync(app, 2);
        await app.RunAsync(TimeSpan.FromMinutes(1));
        await RunAsync(app, TestRuns.Failure("x", 5, task: "x"));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        var (first, second) = (app.Deliveries()[0].Delivery.Reason!.Incident, app.Deliveries()[1].Delivery.Reason!.Incident);
        second.ShouldBe(first.ShouldNotBeNull());

        await AcknowledgeAsync(app, first);
        await RunAsync(app, TestRuns.Failure("y", 10, task: "y"), TestRuns.Failure("again", 10, task: "t0"));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        var third = app.Deliveries()[^1].Delivery.Reason!.Incident;
        third.ShouldNotBeNull().ShouldNotBe(first);
        await app.RunAsync(TimeSpan.FromHours(2));
        var escalated = app.Deliveries(AlertKind.Escalated).ShouldHaveSingleItem().Delivery.Reason!;
        (escalated.Incident, escalated.First!.Task, escalated.MemberCount).ShouldBe((third, "y", 1));
    }

    [Fact]
    public async Task One_that_recovers_and_fails_again_while_others_fail_ends_nothing()
    {
        using var app = new App(Storm);
        await FailAsync(app, 2);
        await app.RunAsync(TimeSpan.FromMinutes(1));
        await RunAsync(app, TestRuns.Success("s0", 5, task: "t0"));
        await RunAsync(app, TestRuns.Failure("again", 6, task: "t0"));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        await RunAsync(app, TestRuns.Success("s1", 7, task: "t1"));
        app.Deliveries(AlertKind.Resolved).ShouldBeEmpty();
        await RunAsync(app, TestRuns.Success("s2", 8, task: "t0"));
        var reason = app.Deliveries(AlertKind.Resolved).ShouldHaveSingleItem().Delivery.Reason!;
        (reason.Count, reason.MemberCount).ShouldBe((3, 2));
        reason.Members.Select(m => m.Task).ShouldBe(["t0", "t1"]);
    }

    [Fact]
    public async Task One_that_recovers_before_the_group_closes_is_said_so_and_nothing_waits_for_it()
    {
        using var app = new App(Storm);
        await FailAsync(app, 3);
        await RunAsync(app, TestRuns.Success("s1", 1, task: "t1"));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        var alert = app.Deliveries(AlertKind.Group).Single().Delivery.Reason!;
        (alert.Count, alert.Recovered).ShouldBe((3, 1));
        app.Terminal.ToString().ShouldContain("1 of them has succeeded since");
        await RunAsync(app, TestRuns.Success("s0", 5, task: "t0"), TestRuns.Success("s2", 5, task: "t2"));
        app.Deliveries(AlertKind.Resolved).ShouldHaveSingleItem().Delivery.Reason!.MemberCount.ShouldBe(2);
    }

    [Fact]
    public async Task When_all_recover_before_the_group_closes_there_is_an_alert_and_no_incident()
    {
        using var app = new App(Storm);
        await FailAsync(app, 2);
        await RunAsync(app, TestRuns.Success("s0", 1, task: "t0"), TestRuns.Success("s1", 1, task: "t1"));
        await app.RunAsync(TimeSpan.FromHours(2));
        Sent(app).ShouldBe([("a", AlertKind.Group)]);
        (app.Deliveries()[0].Delivery.Reason!.Incident, app.Deliveries()[0].Delivery.Reason!.Recovered).ShouldBe((null, 2));
        app.Tables.Rows(TableNames.Incidents).ShouldNotContain(r => r.RowKey.StartsWith("i-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_alone_is_told_as_one()
    {
        using var app = new App(Storm);
        await FailAsync(app, 1);
        await app.RunAsync(TimeSpan.FromHours(1));
        await RunAsync(app, TestRuns.Success("s0", 70, task: "t0"));
        app.Deliveries()
            .Select(d => (d.Delivery.Channel, d.Delivery.Reason!.Kind, d.Delivery.Reason.IsMany, d.Delivery.Reason.Incident is not null))
            .ShouldBe(
            [
                ("a", AlertKind.Single, false, true), ("boss", AlertKind.Escalated, false, true),
                ("a", AlertKind.Resolved, false, true), ("boss", AlertKind.Resolved, false, true),
            ]);
        app.Terminal.ToString().ShouldContain("Back to normal: t0");
    }

    [Fact]
    public async Task More_than_one_alert_can_hold_are_still_one_incident()
    {
        using var app = new App(Storm);
        await FailAsync(app, 620);
        await app.RunAsync(TimeSpan.FromHours(1));
        Sent(app).ShouldBe([("a", AlertKind.Group), ("a", AlertKind.Group), ("boss", AlertKind.Escalated)]);
        app.Deliveries(AlertKind.Group).Select(d => d.Delivery.Reason!.Count).ShouldBe([500, 120]);
        var escalated = app.Deliveries(AlertKind.Escalated).Single().Delivery.Reason!;
        (escalated.MemberCount, escalated.Members.Count).ShouldBe((620, 50));
        await RunAsync(app, [.. Enumerable.Range(0, 620).Select(i => TestRuns.Success($"s{i}", 90, task: $"t{i}"))]);
        app.Deliveries(AlertKind.Resolved).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_task_in_groups_of_several_routes_and_of_none_has_an_end_of_each()
    {
        using var app = new App("""
            channels: { a: { type: console }, b: { type: console }, c: { type: console } }
            routes:
              - { name: one, on: "*.failed", group: { wait: 30s }, resolve: true, send: [{ channel: a }] }
              - { name: two, on: "*.failed", group: { wait: 30s, by: [type] }, resolve: true, send: [{ channel: a }, { channel: b }] }
              - { name: three, on: "*.failed", resolve: true, send: [{ channel: c }] }
            """);
        await FailAsync(app, 2);
        await app.RunAsync(TimeSpan.FromMinutes(1));
        await RunAsync(app, TestRuns.Success("s0", 5, task: "t0"), TestRuns.Success("s1", 6, task: "t1"));
        app.Deliveries(AlertKind.Resolved).Select(d => (d.Delivery.Route, d.Delivery.Channel)).ShouldBe(
            [("three", "c"), ("three", "c"), ("one", "a"), ("two", "a"), ("two", "b")], ignoreOrder: true);
    }

    [Fact]
    public async Task A_task_whose_failures_are_in_two_groups_belongs_to_one_incident()
    {
        using var app = new App("""
            channels: { a: { type: console } }
            routes: [{ name: r, on: ["*.failed", "*.aborted"], group: { wait: 30s, by: [type] }, resolve: true, send: [{ channel: a }] }]
            """);
        await app.SendAsync(TestRuns.Failure("1", task: "t"));
        await app.SendAsync(TestRuns.Failure("2", 1, "sense.reload.aborted", "t"));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        await RunAsync(app, TestRuns.Success("3", 5, task: "t"));
        app.Deliveries(AlertKind.Resolved).ShouldHaveSingleItem().Delivery.Reason!.Count.ShouldBe(2);
        app.Tables.Rows(TableNames.Incidents).ShouldNotContain(r => r.PartitionKey == "incidents-open");
    }

    [Fact]
    public async Task What_a_throttle_holds_back_opens_nothing_but_joins_what_is_open()
    {
        using var app = new App(Storm.Replace("resolve:", "throttle: { every: 1h }, resolve:", StringComparison.Ordinal));
        await FailAsync(app, 2);
        await app.RunAsync(TimeSpan.FromMinutes(1));
        await RunAsync(app, TestRuns.Failure("x", 5, task: "x"));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        app.Deliveries().Count.ShouldBe(1);
        await RunAsync(app, [.. new[] { "t0", "t1", "x" }.Select(t => TestRuns.Success(t, 10, task: t))]);
        app.Deliveries(AlertKind.Resolved).ShouldHaveSingleItem().Delivery.Reason!.MemberCount.ShouldBe(3);
        await RunAsync(app, TestRuns.Failure("y", 11, task: "y"));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        app.Tables.Rows(TableNames.Incidents).ShouldNotContain(r => r.PartitionKey == "incidents-open");
    }

    [Fact]
    public async Task A_muted_time_holds_back_the_end_of_a_group()
    {
        using var app = new App(Storm.Replace("resolve:", "mute: { from: '04:30', to: '06:00' }, resolve:", StringComparison.Ordinal));
        await FailAsync(app, 2);
        await app.RunAsync(TimeSpan.FromMinutes(1));
        app.Time.Advance(TimeSpan.FromMinutes(25));
        await RunAsync(app, TestRuns.Success("s0", 85, task: "t0"), TestRuns.Success("s1", 85, task: "t1"));
        await app.RunAsync(TimeSpan.FromMinutes(60));
        app.Deliveries(AlertKind.Resolved).ShouldBeEmpty();
        await app.RunAsync(TimeSpan.FromHours(2));
        app.Deliveries(AlertKind.Resolved).ShouldHaveSingleItem().Planned.ShouldBe(new DateTimeOffset(2031, 3, 14, 6, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Incidents_that_the_version_before_opened_go_on_as_they_were()
    {
        // That version opened an incident for each task of a group: a route without one does the same today.
        var single = Storm.Replace("group: { wait: 30s }, ", "", StringComparison.Ordinal);
        using var app = new App(single);
        await FailAsync(app, 2);
        await app.RunVisibleAsync();
        app.Configuration.Text = Storm;
        app.Time.Advance(TimeSpan.FromMinutes(2));
        await RunAsync(app, TestRuns.Failure("again", 3, task: "t0"), TestRuns.Failure("new", 3, task: "t2"));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        await RunAsync(app, [.. Enumerable.Range(0, 3).Select(i => TestRuns.Success($"s{i}", 10, task: $"t{i}"))]);
        app.Deliveries(AlertKind.Resolved).Select(d => (d.Delivery.Reason!.First!.Id, d.Delivery.Reason.Count)).ShouldBe(
            [("default:failed:0", 2), ("default:failed:1", 1), ("default:failed:new", 1)], ignoreOrder: true);
    }

    [Fact]
    public async Task A_member_whose_row_is_too_old_to_be_kept_does_not_keep_the_incident_open()
    {
        using var app = new App(Storm);
        await FailAsync(app, 3);
        await app.RunAsync(TimeSpan.FromMinutes(1));
        var gone = app.Tables.Rows(TableNames.Incidents).First(
            r => r.RowKey.StartsWith("g-", StringComparison.Ordinal) && r.Text("What") == "t1");
        await app.Tables.DeleteAsync(TableNames.Incidents, gone.PartitionKey, gone.RowKey, "*", CancellationToken.None);
        await RunAsync(
            app, TestRuns.Success("s0", 5, task: "t0"), TestRuns.Success("s1", 5, task: "t1"), TestRuns.Success("s2", 5, task: "t2"));
        app.Deliveries(AlertKind.Resolved).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Two_hundred_recoveries_at_ten_instances_end_it_once()
    {
        using var app = new App(Storm);
        await FailAsync(app, 200);
        await app.RunAsync(TimeSpan.FromMinutes(1));
        await AtOnceAsync(app, [.. Enumerable.Range(0, 200).Select(i => TestRuns.Success($"s{i}", 5, task: $"t{i}"))]);
        await app.RunAsync(TimeSpan.FromHours(1));
        Sent(app).ShouldBe([("a", AlertKind.Group), ("a", AlertKind.Resolved)]);
        var incident = app.Tables.Rows(TableNames.Incidents).Single(
            r => r.RowKey.StartsWith("i-", StringComparison.Ordinal) && r.Number("Count") == 200);
        incident.Text("State").ShouldBe("resolved");
    }

    private static async Task FailAsync(App app, int count, string execution = "", double minutes = 0)
    {
        for (var i = 0; i < count; i++)
        {
            await app.SendAsync(TestRuns.Failure($"{execution}{i}", minutes + (i / 60.0), task: $"t{i}"));
        }

        await app.RunVisibleAsync();
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

    /// <summary>As the API does it, on the row.</summary>
    private static async Task AcknowledgeAsync(App app, string id)
    {
        var rows = new IncidentRows(app.Tables, app.Time);
        var row = await rows.FindAsync(id, CancellationToken.None);
        (await rows.ReplaceAsync(row!, row!.Incident with { Acknowledged = app.Time.GetUtcNow() }, CancellationToken.None)).ShouldBeTrue();
    }

    private static List<(string Channel, AlertKind Kind)> Sent(App app) =>
        [.. app.Deliveries().Select(d => (d.Delivery.Channel, d.Delivery.Reason?.Kind ?? AlertKind.Single))];
}
