using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Operating;

public sealed class SweepTests
{
    private const string Configuration = """
        channels: { a: { type: console } }
        routes: [{ name: r, on: "*", send: [{ channel: a }] }]
        """;

    [Theory]
    [InlineData("poll-licences", "l1")]
    [InlineData("", "l1")]
    [InlineData(null, "l1")]
    [InlineData("late", null)]
    public Task A_wake_up_that_no_handler_takes_is_recorded_once_moved_aside_and_never_woken_also_when_killed(string? kind, string? id) =>
        Death.AtEveryEffectAsync(async death =>
    {
        var logs = new LogCollector();
        using var app = new App(Configuration, logs);
        await AddAsync(app, kind, id);
        death.Arm(app.Kill);
        for (var minute = 0; minute < 10; minute++)
        {
            try
            {
                await app.Services.Sweep.RunAsync(CancellationToken.None);
            }
            catch (ProcessKilledException)
            {
                app.Restart();
            }

            await app.RunVisibleAsync();
            app.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var row = app.Tables.Rows(TableNames.Due).ShouldHaveSingleItem();
        (row.PartitionKey, row.Text("Kind"), row.Text("Id")).ShouldBe(("unknown", kind, id));
        var refused = app.Tables.Rows(TableNames.Events).ShouldHaveSingleItem();
        refused.Text("Reason").ShouldBe(
            $"wake-ups of the kind \"{kind}\" are unknown; the row is kept in the table Due, partition unknown");
        app.Bus.Sent.ShouldBeEmpty();
        (death.Happened ? "" : logs.Text).ShouldContain(death.Happened ? "" : "the row is moved to the partition unknown of the table Due");
    });

    [Fact]
    public async Task What_a_version_without_its_kind_moved_aside_is_moved_back_and_woken()
    {
        using var app = new App(Configuration);
        await app.Tables.UpsertAsync(
            TableNames.Due,
            new TableRow("unknown", "203103140400-late:r").Set("Kind", "late")
                .Set("Id", "r")
                .Set("At", new DateTimeOffset(2031, 3, 14, 4, 0, 0, TimeSpan.Zero))
                .Set("OfPartition", "203103140400")
                .Set("OfRow", "late:r"),
            CancellationToken.None);
        await app.Services.Sweep.RunAsync(CancellationToken.None);
        app.Tables.Rows(TableNames.Due).ShouldHaveSingleItem().PartitionKey.ShouldBe("203103140400");
        app.Bus.Waiting(QueueNames.Timers).ShouldHaveSingleItem();
        await app.RunVisibleAsync();
        app.Bus.Waiting(QueueNames.Timers).ShouldBeEmpty();
        app.Tables.Rows(TableNames.Due).ShouldBeEmpty();
    }

    private static Task AddAsync(App app, string? kind, string? id) => app.Tables.UpsertAsync(
        TableNames.Due,
        new TableRow("203103140400", $"{kind}:{id}").Set("Kind", kind).Set("Id", id).Set("At", app.Time.GetUtcNow().AddMinutes(-12)),
        CancellationToken.None);
}
