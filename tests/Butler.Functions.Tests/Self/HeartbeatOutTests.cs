using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Functions.Self;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Self;

public sealed class HeartbeatOutTests : IDisposable
{
    private const string Secret = "4d2f81c0-9a5b-4b3d-a7a6-90b0b3f9cf02";
    private readonly HttpSink sink = new();
    private readonly LogCollector logs = new();

    [Fact]
    public async Task It_calls_each_minute_while_the_watch_runs_and_tells_when_it_does_not()
    {
        using var app = Open("");
        await HeartbeatAsync(app);
        await MinuteAsync(app, watch: true);
        await MinuteAsync(app, watch: true);
        for (var minute = 0; minute < 4; minute++)
        {
            await MinuteAsync(app, watch: false);
        }

        await MinuteAsync(app, watch: true);
        Requests().ShouldBe(
        [
            "/x/fail The function app is not well:\n- the watch over relays has not run yet\n",
            "/x The function app is well.\n",
            "/x The function app is well.\n",
            "/x The function app is well.\n",
            "/x The function app is well.\n",
            "/x The function app is well.\n",
            "/x/fail The function app is not well:\n- the watch over relays has not run well for 4 min\n",
            "/x The function app is well.\n",
        ]);
        logs.Text.ShouldContain("The heartbeat to 127.0.0.1 reports that all is well again");
    }

    [Fact]
    public async Task In_the_first_minutes_after_a_start_what_waited_is_not_a_failure()
    {
        using var app = Open("");
        await BeatAsync(app, "a");
        await app.Services.WatchRelays.RunAsync(CancellationToken.None);
        app.Time.Advance(TimeSpan.FromHours(1));
        app.Restart();
        await HeartbeatAsync(app);
        app.Time.Advance(TimeSpan.FromMinutes(3));
        await HeartbeatAsync(app);

        Requests().ShouldBe(
        [
            "/x The function app is well.\n",
            "/x/fail The function app is not well:\n- the watch over relays has not run well for 1 h 3 min\n"
                + "- no relay's heartbeat came through Service Bus for 1 h 3 min\n",
        ]);
    }

    [Fact]
    public async Task Tables_that_do_not_answer_are_a_failure()
    {
        using var app = Open("");
        app.Tables.Away = true;
        await HeartbeatAsync(app);
        Requests().ShouldBe(["/x/fail The function app is not well:\n- the tables do not answer\n"]);
    }

    [Fact]
    public async Task Without_the_key_it_calls_nothing()
    {
        using var app = new App("channels: { t: { type: console } }\nroutes: []");
        var calls = app.Tables.Calls;
        await HeartbeatAsync(app);
        (app.Tables.Calls - calls, sink.Requests.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task It_calls_in_the_minutes_of_its_interval()
    {
        using var app = Open(", every: 5m");
        var called = new List<int>();
        for (var minute = 0; minute < 12; minute++)
        {
            var before = sink.Requests.Count;
            await MinuteAsync(app, watch: true);
            if (sink.Requests.Count > before)
            {
                called.Add(app.Time.GetUtcNow().Minute);
            }
        }

        called.ShouldBe([20, 25]);
    }

    [Fact]
    public async Task Overdue_wake_ups_tell_that_the_queue_is_not_handled()
    {
        using var app = Open("");
        await app.Services.WatchRelays.RunAsync(CancellationToken.None);
        await app.Tables.UpsertAsync(
            TableNames.Due,
            new TableRow("203103140406", "late:r").Set("Kind", "late").Set("Id", "r").Set("At", app.Time.GetUtcNow().AddMinutes(-6)),
            CancellationToken.None);
        await HeartbeatAsync(app);
        Requests().ShouldBe(["/x/fail The function app is not well:\n- 1 wake-ups are overdue: the queue timers is not handled\n"]);
    }

    [Fact]
    public async Task Relays_that_are_all_silent_tell_that_nothing_comes_through_Service_Bus()
    {
        using var app = Open("");
        await BeatAsync(app, "a");
        await BeatAsync(app, "b");
        app.Time.Advance(TimeSpan.FromMinutes(5));
        await app.Services.WatchRelays.RunAsync(CancellationToken.None);
        await HeartbeatAsync(app);
        await BeatAsync(app, "b");
        await HeartbeatAsync(app);
        app.Time.Advance(TimeSpan.FromHours(25));
        await app.Services.WatchRelays.RunAsync(CancellationToken.None);
        await HeartbeatAsync(app);

        Requests().ShouldBe(
        [
            "/x/fail The function app is not well:\n- no relay's heartbeat came through Service Bus for 5 min\n",
            "/x The function app is well.\n",
            "/x The function app is well.\n",
        ]);
    }

    [Fact]
    public async Task A_call_that_fails_is_logged_once_without_the_address_and_ends_no_run()
    {
        using var app = Open("");
        sink.Answer = _ => 404;
        sink.Body = $"no check at /{Secret}";
        for (var minute = 0; minute < 5; minute++)
        {
            await MinuteAsync(app, watch: true);
        }

        sink.Answer = _ => 200;
        await MinuteAsync(app, watch: true);

        logs.Text.Split('\n').Where(line => line.Contains("The heartbeat", StringComparison.Ordinal)).Select(line => line.Trim()).ShouldBe(
        [
            "The heartbeat to 127.0.0.1 failed, and goes on: answered 404 Not Found",
            "The heartbeat to 127.0.0.1 arrives again, after 00:05:00",
        ]);
        logs.Text.ShouldNotContain(Secret);
    }

    public void Dispose()
    {
        sink.Dispose();
        logs.Dispose();
    }

    private static Task HeartbeatAsync(App app) => app.Services.Get<HeartbeatOut>().RunAsync(CancellationToken.None);

    private static async Task MinuteAsync(App app, bool watch)
    {
        app.Time.Advance(TimeSpan.FromMinutes(1));
        if (watch)
        {
            await app.Services.WatchRelays.RunAsync(CancellationToken.None);
        }

        await HeartbeatAsync(app);
    }

    private static async Task BeatAsync(App app, string relay)
    {
        var heartbeat = new Heartbeat { Site = "default", Relay = relay, Version = "1", Time = app.Time.GetUtcNow() };
        await app.Bus.SendAsync(
            QueueNames.Replies,
            new QueueMessage
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(heartbeat, RelayJson.Default.Heartbeat),
                MessageId = $"{relay}{app.Time.GetUtcNow():HHmmss}",
                Label = Heartbeat.Label,
            },
            CancellationToken.None);
        await app.RunVisibleAsync();
    }

    /// <summary>An app that has run for a while.</summary>
    private App Open(string more)
    {
        var app = new App(
            $$"""
            channels: { t: { type: console } }
            routes: []
            self: { heartbeat: { url: "{{new Uri(sink.Url, "/" + Secret)}}", method: POST{{more}} } }
            """,
            logs);
        app.Services.Get<AppCondition>();
        app.Time.Advance(TimeSpan.FromMinutes(4));
        return app;
    }

    private string[] Requests() =>
        [.. sink.Requests.Select(each => $"{each.PathAndQuery.Replace(Secret, "x", StringComparison.Ordinal)} {each.Body}")];
}
