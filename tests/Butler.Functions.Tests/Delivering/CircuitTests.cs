using Butler.Core.Commands;
using Butler.Functions.Queues;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Delivering;

public sealed class CircuitTests
{
    [Fact]
    public async Task Five_failures_in_a_row_open_it_and_what_waits_costs_no_attempt_and_no_row()
    {
        using var sink = new HttpSink(_ => 500);
        var logs = new LogCollector();
        using var app = new App(One(sink), logs);
        await SendAsync(app, 1, 8);
        await app.RunVisibleAsync();

        sink.Requests.Count.ShouldBe(5);
        app.DeliveryRows().Count.ShouldBe(5);
        app.Services.Circuits.Open.ShouldHaveSingleItem().Channel.ShouldBe("hook");
        var waiting = app.Bus.Waiting(QueueNames.Deliveries).Where(m => m.Properties.ContainsKey(Rescheduler.HopProperty)).ToList();
        waiting.Count.ShouldBe(3);
        waiting.ShouldAllBe(m => Equals(m.Properties[Rescheduler.AttemptProperty], 1L));
        waiting.ShouldAllBe(m => (m.ScheduledEnqueueTime!.Value - app.Time.GetUtcNow()).TotalSeconds >= 30
            && (m.ScheduledEnqueueTime!.Value - app.Time.GetUtcNow()).TotalSeconds <= 48);
        logs.Text.Split("hook is paused until").Length.ShouldBe(2);
        logs.Text.ShouldContain("5 failures in a row: answered 500");
    }

    [Fact]
    public async Task After_its_pause_one_delivery_tries_it_and_its_success_lets_all_go()
    {
        var away = true;
        using var sink = new HttpSink(_ => away ? 500 : 200);
        var logs = new LogCollector();
        using var app = new App(One(sink), logs);
        await SendAsync(app, 1, 8);
        await app.RunVisibleAsync();
        away = false;
        await app.RunAsync(TimeSpan.FromMinutes(5));

        app.DeliveryRows().ShouldAllBe(r => r.Text("State") == "sent");
        app.DeliveryRows().Count(r => r.Number("Attempt") == 1).ShouldBe(3, "those that waited were tried once");
        sink.Requests.Count.ShouldBe(5 + 8);
        sink.Requests.ShouldAllBe(r => !r.Headers.ContainsKey("X-Butler-Possible-Duplicate"));
        logs.Text.ShouldContain("hook answers again after");
        app.Services.Circuits.Open.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failed_try_doubles_the_pause_up_to_five_minutes()
    {
        using var sink = new HttpSink(_ => 500);
        using var app = new App(One(sink));
        await SendAsync(app, 1, 5);
        await app.RunVisibleAsync();
        var pauses = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            var until = app.Services.Circuits.Open.Single().Until;
            pauses.Add((until - app.Time.GetUtcNow()).TotalSeconds);
            app.Time.Advance(until - app.Time.GetUtcNow());
            var before = sink.Requests.Count;
            await SendAsync(app, 100 + i, 1);
            while (sink.Requests.Count == before)
            {
                await app.RunOneAsync(QueueNames.Deliveries, "Deliver", app.Services.Deliver);
            }
        }

        double[] least = [30, 60, 120, 240, 300, 300];
        pauses.Zip(least).ShouldAllBe(p => p.First >= p.Second && p.First <= p.Second * 1.25);
    }

    [Fact]
    public async Task A_dead_destination_does_not_slow_the_others()
    {
        using var dead = new HttpSink(_ => 503);
        using var healthy = new HttpSink();
        using var app = new App($$"""
            channels: { dead: { type: webhook, url: "{{dead.Url}}" }, healthy: { type: webhook, url: "{{healthy.Url}}" } }
            routes: [{ name: r, on: "sense.*", send: [{ channel: dead }, { channel: healthy }] }]
            """);
        await SendAsync(app, 1, 20);
        await app.RunVisibleAsync();
        healthy.Requests.Count.ShouldBe(20);
        dead.Requests.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_Retry_After_holds_everyone()
    {
        using var sink = new HttpSink(_ => 429) { Headers = { ["Retry-After"] = "120" } };
        using var app = new App(One(sink));
        await SendAsync(app, 1, 4);
        await app.RunVisibleAsync();
        sink.Requests.Count.ShouldBe(1);
        app.Bus.Waiting(QueueNames.Deliveries).ShouldAllBe(m => m.ScheduledEnqueueTime >= app.Time.GetUtcNow() + TimeSpan.FromSeconds(120));

        await app.RunAsync(TimeSpan.FromSeconds(119));
        sink.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_is_an_answer_and_opens_nothing()
    {
        using var sink = new HttpSink(_ => 404);
        using var app = new App(One(sink));
        await SendAsync(app, 1, 8);
        await app.RunVisibleAsync();
        app.Services.Circuits.Open.ShouldBeEmpty();
        app.DeliveryRows().Count(r => r.Text("State") == "dead").ShouldBe(8);
    }

    [Fact]
    public async Task What_only_waited_is_given_up_in_time_too_with_the_reason()
    {
        using var sink = new HttpSink(_ => 503) { Headers = { ["Retry-After"] = "7200" } };
        using var app = new App($$"""
            channels: { hook: { type: webhook, url: "{{sink.Url}}", giveUpAfter: 20m } }
            routes: [{ name: r, on: "sense.*", send: [{ channel: hook }] }]
            """);
        await SendAsync(app, 1, 2);
        await app.RunAsync(TimeSpan.FromMinutes(25));
        sink.Requests.Count.ShouldBe(1);
        var dead = app.DeliveryRows().Single(r => r.Text("State") == "dead");
        dead.Text("Reason").ShouldBe("given up after 20 min of waiting: answered 503 Service Unavailable");
    }

    [Fact]
    public async Task A_slow_destination_gets_no_more_than_its_share_at_once()
    {
        using var release = new ManualResetEventSlim();
        using var slow = new HttpSink(_ =>
        {
            release.Wait(TimeSpan.FromSeconds(30));
            return 200;
        });
        using var app = new App(One(slow));
        await SendAsync(app, 1, 6);
        var messages = app.Bus.Waiting(QueueNames.Deliveries).ToList();
        var runs = messages.Take(4).Select(m => app.Services.Runner
            .RunAsync("Deliver", app.Services.Deliver, App.Trigger(QueueNames.Deliveries, m), CancellationToken.None)).ToList();
        await Eventually.TrueAsync(() => slow.Requests.Count == 4, "four are under way");
        app.Time.Advance(TimeSpan.FromSeconds(2));

        // Those under way are slow by now: the next one does not wait for a place, and leaves no row.
        await app.Services.Runner.RunAsync(
            "Deliver", app.Services.Deliver, App.Trigger(QueueNames.Deliveries, messages[4]), CancellationToken.None);
        slow.Requests.Count.ShouldBe(4);
        app.DeliveryRows().Count.ShouldBe(4);
        var rescheduler = app.Bus.Waiting(QueueNames.Deliveries).Single(m => m.Properties.ContainsKey(Rescheduler.HopProperty));
        (rescheduler.ScheduledEnqueueTime!.Value - app.Time.GetUtcNow()).TotalSeconds.ShouldBeInRange(2, 4);
        release.Set();
        await Task.WhenAll(runs);
    }

    [Fact]
    public async Task At_a_healthy_destination_a_place_is_waited_for()
    {
        using var release = new ManualResetEventSlim();
        using var sink = new HttpSink(_ =>
        {
            release.Wait(TimeSpan.FromSeconds(30));
            return 200;
        });
        using var app = new App(One(sink));
        await SendAsync(app, 1, 12);
        var runs = app.Bus.Waiting(QueueNames.Deliveries).ToList()
            .Select(m => app.Services.Runner
                .RunAsync("Deliver", app.Services.Deliver, App.Trigger(QueueNames.Deliveries, m), CancellationToken.None)).ToList();
        await Eventually.TrueAsync(() => sink.Requests.Count == 4, "four are under way");
        release.Set();
        await Task.WhenAll(runs);
        sink.Requests.Count.ShouldBe(12);
        app.Bus.Waiting(QueueNames.Deliveries).ShouldAllBe(m => !m.Properties.ContainsKey(Rescheduler.HopProperty));
    }

    [Fact]
    public async Task A_healthy_destination_costs_no_table_operation_more()
    {
        using var sink = new HttpSink();
        using var app = new App(One(sink));
        await app.SendAsync(Sample.Event());
        await app.RunVisibleAsync();

        // The row with the plan, and its end with what was sent.
        app.Tables.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task Health_counts_the_destinations_that_get_nothing_and_names_none()
    {
        using var sink = new HttpSink(_ => 500);
        using var app = new App(One(sink));
        (await Call.Async(app.Services.Healthz)).Body.TryGetProperty("destinationsAway", out _).ShouldBeFalse();
        await SendAsync(app, 1, 5);
        await app.RunVisibleAsync();
        var (status, body) = await Call.Async(app.Services.Healthz);
        status.ShouldBe(200, "the app itself is well");
        body.GetProperty("destinationsAway").GetInt32().ShouldBe(1);
        body.ToString().ShouldNotContain("hook");
    }

    private static async Task SendAsync(App app, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            await app.SendAsync(Sample.Event(execution: $"run-{i}"));
        }

        await app.PlanOnQueueAsync();
    }

    private static string One(HttpSink sink) => $$"""
        channels: { hook: { type: webhook, url: "{{sink.Url}}" } }
        defaultChannel: none
        routes: [{ name: r, on: "sense.*", send: [{ channel: hook }] }]
        """;
}
