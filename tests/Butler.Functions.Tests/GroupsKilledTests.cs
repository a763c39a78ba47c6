using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Functions.Alerts;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests;

/// <summary>
/// The function app is killed at each of its writes and sends while a group forms, closes, escalates and ends, and while late events are
/// summed up: just before and just after each. The runs go on until one is not killed, so every effect there is has been the last one.
/// </summary>
public sealed class GroupsKilledTests
{
    private const string Grouped = """
        channels: { a: { type: webhook, url: "URL" }, boss: { type: console } }
        routes: [{ name: r, on: "*.failed", group: { wait: 30s }, throttle: { every: 5m }, resolve: true, escalate: { after: 30m, send: [{ channel: boss }] }, send: [{ channel: a }] }]
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_group_is_one_alert_one_escalation_and_one_end(bool afterTheEffect) => EachAsync(Grouped, afterTheEffect, async app =>
    {
        foreach (var task in new[] { "x", "y", "z" })
        {
            await app.SendUntilSentAsync(TestRuns.Failure(task, task: task));
        }

        await app.RunAsync(TimeSpan.FromHours(2));
        foreach (var task in new[] { "z", "x", "y" })
        {
            await app.SendUntilSentAsync(TestRuns.Success(task, 60, task: task));
        }

        await app.RunAsync(TimeSpan.FromHours(2));
        app.Deliveries().Select(d => (d.Delivery.Channel, d.Delivery.Reason!.Kind, d.Delivery.Reason.Count)).ShouldBe(
            [("a", AlertKind.Group, 3), ("boss", AlertKind.Escalated, 3), ("a", AlertKind.Resolved, 3), ("boss", AlertKind.Resolved, 3)],
            ignoreOrder: true);
        Rows(app, "i-").Select(r => r.Text("State")).ShouldBe(["resolved", "resolved", "resolved", "resolved"]);
        Rows(app, "g-").Select(r => r.Text("State")).ShouldBe(["recovered", "recovered", "recovered"]);
        Rows(app, "m-").Concat(Rows(app, "plan-")).Concat(Rows(app, "open")).ShouldBeEmpty();
        app.Tables.Rows(TableNames.Incidents).ShouldNotContain(r => r.PartitionKey == "incidents-open");
        app.Tables.Rows(TableNames.Throttles).Select(r => (r.RowKey, r.Text("State"))).ShouldBe([("window", "confirmed")]);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_member_that_recovers_while_its_group_closes_keeps_nothing_open(bool afterTheEffect) =>
        EachAsync(Grouped, afterTheEffect, async app =>
    {
        await app.SendUntilSentAsync(TestRuns.Failure("x", task: "x"));
        await app.SendUntilSentAsync(TestRuns.Failure("y", task: "y"));
        await app.RunAsync(TimeSpan.FromSeconds(10));
        await app.SendUntilSentAsync(TestRuns.Success("y", 1, task: "y"));
        await app.RunAsync(TimeSpan.FromSeconds(20));

        // The group closes about now, once or, after a death, in the midst of this.
        await app.SendUntilSentAsync(TestRuns.Success("x", 1, task: "x"));
        await app.RunAsync(TimeSpan.FromHours(2));
        app.Deliveries(AlertKind.Group).Count.ShouldBe(1);
        app.Deliveries(AlertKind.Escalated).ShouldBeEmpty();
        app.Deliveries(AlertKind.Resolved).Count.ShouldBeLessThanOrEqualTo(1);
        Rows(app, "i-").ShouldAllBe(r => r.Text("State") == "resolved");
        app.Tables.Rows(TableNames.Incidents).ShouldNotContain(r => r.PartitionKey == "incidents-open");
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Late_events_are_summed_up_once(bool afterTheEffect) => EachAsync(
        """
        channels: { a: { type: webhook, url: "URL" } }
        routes: [{ name: r, on: "*.failed", send: [{ channel: a }] }]
        """,
        afterTheEffect,
        async app =>
        {
            for (var i = 0; i < 3; i++)
            {
                await app.SendUntilSentAsync(TestRuns.Failure($"{i}") with { ReceivedTime = app.Time.GetUtcNow().AddHours(-30) });
            }

            await app.RunAsync(TimeSpan.FromHours(1));
            var told = app.Deliveries().ShouldHaveSingleItem();
            EventData.LateSummary(told.Event)!.Count.ShouldBe(3);
            Rows(app, "m-").Concat(Rows(app, "plan-")).Concat(Rows(app, "open")).ShouldBeEmpty();
        });

    /// <summary>
    /// Runs a scenario again and again, killed at its first effect, its second, and so on, until a run comes to its end alive.
    /// </summary>
    private static async Task EachAsync(string configuration, bool afterTheEffect, Func<App, Task> scenario)
    {
        using var sink = new HttpSink();
        for (var dieAt = 1; ; dieAt++)
        {
            using var app = new App(configuration.Replace("URL", sink.Url.ToString(), StringComparison.Ordinal));
            var process = app.Services;
            app.Kill.Start(dieAt, afterTheEffect);
            await scenario(app);

            // A timer that was asked for again after it had run is known as a duplicate; the sweep finds its row.
            app.Time.Advance(TimeSpan.FromMinutes(3));
            await app.Services.Sweep.RunAsync(CancellationToken.None);
            await app.RunAsync(TimeSpan.FromMinutes(1));
            app.Tables.Rows(TableNames.Events).ShouldAllBe(r => r.Text("State") == "done", $"killed at effect {dieAt}");
            app.DeliveryRows().ShouldAllBe(r => r.Text("State") == "sent", $"killed at effect {dieAt}");
            app.WakeUps().ShouldBeEmpty($"killed at effect {dieAt}");
            app.Bus.Waiting(QueueNames.Timers).ShouldBeEmpty();
            app.Bus.Waiting(QueueNames.Events).ShouldBeEmpty();
            app.Bus.Waiting(QueueNames.Deliveries).ShouldBeEmpty();
            if (ReferenceEquals(process, app.Services))
            {
                app.Kill.Effects.ShouldBe(dieAt - 1, "the run before must have been killed at the last effect there is");
                return;
            }
        }
    }

    private static IEnumerable<TableRow> Rows(App app, string prefix) =>
        app.Tables.Rows(TableNames.Incidents).Where(r => r.RowKey.StartsWith(prefix, StringComparison.Ordinal));
}
