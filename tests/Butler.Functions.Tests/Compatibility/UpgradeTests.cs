using Butler.Core.Commands;
using Butler.Functions.Schedules;
using Butler.Functions.Tests.Schedules;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Compatibility;

/// <summary>
/// What the version before has scheduled and stored goes on after an upgrade. The file was written by it: 100 deliveries that wait for
/// their second attempts, a schedule that is due, a command that nobody has answered, and values of load scripts.
/// </summary>
public sealed class UpgradeTests
{
    private const string Data = "tests/Butler.Functions.Tests/Compatibility/Data/before-the-packages.json";
    private const string CommandId = "5b0d8c7a-1111-4222-8333-444455556666";

    [Fact]
    public async Task A_hundred_scheduled_deliveries_arrive_each_once()
    {
        using var sink = new HttpSink();
        using var app = await UpgradedAsync(sink.Url);

        await app.RunAsync(TimeSpan.FromHours(1));

        sink.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct().Count().ShouldBe(100);
        sink.Requests.Count.ShouldBe(100);
        app.DeliveryRows().Select(row => (row.Text("State"), row.Number("Attempt"))).Distinct().Order()
            .ShouldBe([("sent", 1L), ("sent", 2L)]);
        app.Bus.Waiting(QueueNames.Deliveries).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_schedule_starts_its_task_at_its_next_time()
    {
        using var sink = new HttpSink();
        using var app = await UpgradedAsync(sink.Url);
        var schedule = (await app.Services.Schedules.FindAsync(ScheduleSite.Id.ToString(), CancellationToken.None)).ShouldNotBeNull();
        var kept = schedule.Definition;
        kept.ShouldBe(ScheduleSite.Definition("0 5 * * *") with { Tasks = kept.Tasks, Tags = kept.Tags });
        kept.Tasks.TaskIds.ShouldBe([ScheduleSite.Task]);
        app.Time.Advance(TimeSpan.FromMinutes(47));
        await FakeRelay.BeatAsync(app, "relay-1", "default", minutesAgo: 0);
        await app.Services.ScheduleSweep.RunAsync(CancellationToken.None);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        await app.RunVisibleAsync();

        var command = app.Bus.Take(QueueNames.Commands("relay-1")).ShouldNotBeNull();
        var started = CommandMessage.Read(command.Message.Body.Span);
        ScheduleRunId.TryParse(started.Id, out var run).ShouldBeTrue();
        (started.Kind, run.Due.ToString("u")).ShouldBe((CommandKinds.StartTask, "2031-03-14 05:00:00Z"));
    }

    [Fact]
    public async Task A_command_that_was_under_way_is_answered()
    {
        using var sink = new HttpSink();
        using var app = await UpgradedAsync(sink.Url);
        var reply = new CommandReply { Id = CommandId, Site = "default", Relay = "relay-1", Status = CommandStatus.Succeeded };

        await app.Bus.SendAsync(QueueNames.Replies, CommandMessage.Of(reply), CancellationToken.None);
        await app.RunVisibleAsync();

        (await app.Services.Commands.FindAsync(CommandId, CancellationToken.None))!.Status.ShouldBe(CommandStatus.Succeeded);
    }

    [Fact]
    public async Task The_values_of_load_scripts_are_there()
    {
        using var sink = new HttpSink();
        using var app = await UpgradedAsync(sink.Url);

        (await app.Services.KeyValues.GetAsync("Margin", "last run", CancellationToken.None))!.Value.ShouldBe("2031-03-13");
        (await app.Services.KeyValues.GetAsync("Margin", "odd/key?#", CancellationToken.None))!.Value.ShouldBe(new string('å', 40_000));
    }

    private static async Task<App> UpgradedAsync(Uri hook)
    {
        var app = New(hook);
        await StoredState.ReadAsync(app, await File.ReadAllTextAsync(Repository.PathOf(Data), TestContext.Current.CancellationToken));
        return app;
    }

    private static App New(Uri hook) => new($$"""
        channels: { hook: { type: webhook, url: "{{hook}}" } }
        routes: [{ name: failures, on: sense.reload.failed, send: [hook] }]
        """);
}
