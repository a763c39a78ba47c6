using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Routing;

public sealed class LateEventsTests
{
    private const string Late = """
        channels: { a: { type: console } }
        routes: [{ name: r, on: "*.failed", send: [{ channel: a }] }]
        """;

    [Fact]
    public async Task A_summary_that_was_cut_off_while_its_events_were_deleted_tells_none_of_them_again()
    {
        using var app = new App(Late);
        foreach (var i in Enumerable.Range(0, 250))
        {
            await app.SendAsync(Of(app, $"{i}"));
        }

        await app.RunVisibleAsync();
        app.Time.Advance(TimeSpan.FromMinutes(1));

        // The lot, its plan, the event: then the first hundred are gone, and it is killed.
        app.Kill.Start(dieAt: 4);
        await app.RunOneAsync(QueueNames.Timers, "TimerDue", app.Services.TimerDue);
        Rows(app, "m-").Count.ShouldBe(150);
        await app.SendAsync(Of(app, "new"));
        await app.RunAsync(TimeSpan.FromMinutes(5));
        Reported(app).Select(s => s.Count).ShouldBe([250, 1]);
        Rows(app, "m-").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_that_comes_again_after_it_was_summed_up_is_not_told_again()
    {
        using var app = new App(Late);
        await app.SendAsync(Of(app, "1"));
        await app.RunAsync(TimeSpan.FromMinutes(5));

        // As if the run that gathered it had died before it could note that the event is done.
        var row = app.Tables.Rows(TableNames.Events).Single(r => r.RowKey == "default:failed:1");
        await app.Tables.MergeAsync(
            TableNames.Events, new TableRow(row.PartitionKey, row.RowKey).Set("State", "planned"), "*", CancellationToken.None);
        await app.SendAsync(Of(app, "1"), "again");
        await app.RunAsync(TimeSpan.FromMinutes(5));
        Reported(app).ShouldHaveSingleItem().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Each_site_has_a_summary_of_its_own()
    {
        using var app = new App(Late);
        await app.SendAsync(Of(app, "1"));
        await app.SendAsync(Of(app, "2") with { Id = "test:failed:2", Site = "test" });
        await app.RunAsync(TimeSpan.FromMinutes(5));
        app.Deliveries().Select(d => d.Event.Site).ShouldBe(["default", "test"], ignoreOrder: true);
    }

    [Fact]
    public async Task More_than_a_group_could_hold_are_one_summary()
    {
        using var app = new App(Late);
        foreach (var i in Enumerable.Range(0, 1200))
        {
            await app.SendAsync(Of(app, $"{i}"));
        }

        await app.RunAsync(TimeSpan.FromMinutes(5));
        Reported(app).ShouldHaveSingleItem().Count.ShouldBe(1200);
    }

    [Fact]
    public async Task What_an_older_version_gathered_is_told()
    {
        using var app = new App(Late);
        foreach (var i in Enumerable.Range(0, 3))
        {
            await app.Tables.InsertAsync(
                TableNames.Incidents,
                new TableRow("late-r", $"default:failed:{i}").Set("EventTime", Sample.Time.AddMinutes(i)).Set("Site", "default")
                    .Set("What", "sense.reload.failed: x"),
                CancellationToken.None);
        }

        var due = new Functions.Timers.DueRows(app.Tables, app.Bus, app.Time);
        await due.WakeAsync("late", "r", app.Time.GetUtcNow(), CancellationToken.None);
        await app.RunAsync(TimeSpan.FromMinutes(5));
        var told = Reported(app).ShouldHaveSingleItem();
        (told.Route, told.Count, told.First, told.Last).ShouldBe(("r", 3, Sample.Time, Sample.Time.AddMinutes(2)));
        app.Tables.Rows(TableNames.Incidents).ShouldAllBe(r => r.RowKey.StartsWith("seen-", StringComparison.Ordinal));
        app.WakeUps().ShouldBeEmpty();
    }

    private static CloudEvent Of(App app, string execution) =>
        TestRuns.Failure(execution) with { ReceivedTime = app.Time.GetUtcNow().AddHours(-30) };

    private static List<LateSummary> Reported(App app) => [.. app.Deliveries().Select(d => EventData.LateSummary(d.Event)!)];

    private static List<TableRow> Rows(App app, string prefix) =>
        [.. app.Tables.Rows(TableNames.Incidents).Where(r => r.RowKey.StartsWith(prefix, StringComparison.Ordinal))];
}
