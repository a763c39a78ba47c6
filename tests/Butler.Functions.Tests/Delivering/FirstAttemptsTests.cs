using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Functions.Plans;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Delivering;

/// <summary>The first attempts of an event's deliveries are made by the run that plans them, side by side.</summary>
public sealed class FirstAttemptsTests : IDisposable
{
    private readonly ManualResetEventSlim release = new();
    private readonly HttpSink fast = new();
    private readonly HttpSink slow;

    public FirstAttemptsTests() => slow = new HttpSink(_ =>
    {
        release.Wait(TimeSpan.FromSeconds(30));
        return 200;
    });

    [Fact]
    public async Task All_channels_are_sent_to_side_by_side()
    {
        using var app = new App($$"""
            channels:
              a: { type: webhook, url: "{{slow.Url}}" }
              b: { type: webhook, url: "{{slow.Url}}/b" }
              c: { type: webhook, url: "{{slow.Url}}/c" }
            routes: [{ name: r, on: "*", send: [a, b, c] }]
            """);
        await app.SendAsync(Sample.Event());
        var run = app.RunVisibleAsync();
        await Eventually.TrueAsync(() => slow.Requests.Count == 3, "all three are under way");
        release.Set();
        await run;

        States(app).ShouldBe(["a sent 1", "b sent 1", "c sent 1"]);
        app.Tables.Calls.ShouldBe(2);
        app.Tables.Rows(TableNames.Due).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_has_arrived_is_recorded_while_a_slow_destination_answers_and_is_not_repeated_after_a_crash()
    {
        using var app = Both();
        await app.SendAsync(Sample.Event());
        var run = app.RunVisibleAsync();
        await Eventually.TrueAsync(() => slow.Requests.Count == 1 && fast.Requests.Count == 1, "both are under way");
        await Eventually.TrueAsync(
            () =>
            {
                app.Time.Advance(TimeSpan.FromSeconds(0.2)); // in all less than the time that an attempt may take
                return SentDeliveries.Of(EventRow(app)).Count == 1;
            },
            "the fast one is recorded");
        EventRow(app).Text("State").ShouldBe("planned");

        // The process dies before the slow one has answered.
        app.Kill.Start(dieAt: 1, afterTheEffect: false);
        release.Set();
        await run;
        await app.RunAsync(TimeSpan.FromMinutes(3));

        States(app).ShouldBe(["fast sent 1", "slow sent 1"]);
        fast.Requests.ShouldHaveSingleItem();
        slow.Requests.Select(r => (r.Headers["Idempotency-Key"], r.Headers.GetValueOrDefault("X-Butler-Possible-Duplicate"))).ShouldBe(
            [(slow.Requests[0].Headers["Idempotency-Key"], null), (slow.Requests[0].Headers["Idempotency-Key"], "true")]);
        EventRow(app).Text("State").ShouldBe("done");
    }

    [Fact]
    public async Task Another_run_of_the_same_event_waits_for_the_lease_and_finds_a_duplicate()
    {
        using var app = Both();
        await app.SendAsync(Sample.Event());
        await app.SendAsync(Sample.Event(), messageId: "again");
        var first = app.Bus.Waiting(QueueNames.Events)[0];
        var run = app.Services.Runner.RunAsync(
            "ProcessEvent", app.Services.ProcessEvent, App.Trigger(QueueNames.Events, first), CancellationToken.None);
        await Eventually.TrueAsync(() => slow.Requests.Count == 1 && fast.Requests.Count == 1, "both are under way");
        app.Bus.Complete(QueueNames.Events, first);

        await app.RunVisibleAsync();
        var waiting = app.Bus.Waiting(QueueNames.Events).ShouldHaveSingleItem();
        waiting.ScheduledEnqueueTime.ShouldBe(app.Time.GetUtcNow().AddSeconds(62));
        app.Bus.Waiting(QueueNames.Deliveries).ShouldBeEmpty();
        release.Set();
        await run;
        await app.RunAsync(TimeSpan.FromMinutes(3));

        States(app).ShouldBe(["fast sent 1", "slow sent 1"]);
        (fast.Requests.Count, slow.Requests.Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_row_that_has_changed_under_the_same_lease_is_finished_all_the_same()
    {
        using var app = Both();
        await app.SendAsync(Sample.Event());
        var run = app.RunVisibleAsync();
        await Eventually.TrueAsync(() => slow.Requests.Count == 1 && fast.Requests.Count == 1, "both are under way");
        var row = EventRow(app);
        await app.Tables.MergeAsync(TableNames.Events, new TableRow(row.PartitionKey, row.RowKey).Set("x", 1), "*", CancellationToken.None);
        release.Set();
        await run;

        EventRow(app).Text("State").ShouldBe("done");
        States(app).ShouldBe(["fast sent 1", "slow sent 1"]);
    }

    [Fact]
    public async Task A_run_whose_lease_another_one_has_taken_leaves_the_end_to_it()
    {
        using var app = Both();
        await app.SendAsync(Sample.Event());
        var run = app.RunVisibleAsync();
        await Eventually.TrueAsync(() => slow.Requests.Count == 1 && fast.Requests.Count == 1, "both are under way");
        var row = EventRow(app);
        var until = app.Time.GetUtcNow().AddMinutes(5);
        await app.Tables.MergeAsync(
            TableNames.Events, new TableRow(row.PartitionKey, row.RowKey).Set("LeaseUntil", until), "*", CancellationToken.None);
        release.Set();
        await run;

        (EventRow(app).Text("State"), EventRow(app).Date("LeaseUntil")).ShouldBe(("planned", until));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_the_tables_are_away_the_queue_carries_what_was_sent(bool theyLoseTheRow)
    {
        using var app = Both();
        await app.SendAsync(Sample.Event());
        var run = app.RunVisibleAsync();
        await Eventually.TrueAsync(() => slow.Requests.Count == 1 && fast.Requests.Count == 1, "both are under way");
        app.Tables.Away = true;
        release.Set();
        await run;
        var carried = app.Bus.Waiting(QueueNames.Events).ShouldHaveSingleItem().Properties["sentfirst"].ShouldBeOfType<string>();
        JsonDocument.Parse(carried).RootElement.EnumerateObject().Select(p => p.Value.GetProperty("answer").GetString())
            .ShouldBe(["200", "200"]);

        app.Tables.Away = false;
        if (theyLoseTheRow)
        {
            await app.Tables.DeleteAsync(
                TableNames.Events, EventRow(app).PartitionKey, EventRow(app).RowKey, "*", CancellationToken.None);
        }

        await app.RunAsync(TimeSpan.FromMinutes(3));
        States(app).ShouldBe(["fast sent 1", "slow sent 1"]);
        (fast.Requests.Count, slow.Requests.Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_fault_of_one_delivery_does_not_hold_up_the_others()
    {
        release.Set();
        using var app = new App($$"""
            channels: { broken: { type: console }, fast: { type: webhook, url: "{{fast.Url}}" } }
            routes: [{ name: r, on: "*", send: [broken, fast] }]
            """) { Terminal = new BrokenOnce() };
        await app.SendAsync(Sample.Event());
        await app.RunVisibleAsync();
        States(app).ShouldBe(["fast sent 1"]);
        app.Tables.Rows(TableNames.Events).ShouldHaveSingleItem().Text("State").ShouldBe("done");

        await app.RunAsync(TimeSpan.FromMinutes(1));
        States(app).ShouldBe(["broken sent 1", "fast sent 1"]);
        fast.Requests.Count.ShouldBe(1);
        app.Terminal.ToString().ShouldContain("This may be a duplicate");
    }

    [Fact]
    public async Task What_fails_and_what_waits_goes_to_the_queue_and_the_index_finds_it()
    {
        fast.Answer = _ => 500;
        using var app = new App($$"""
            channels: { a: { type: webhook, url: "{{fast.Url}}" }, b: { type: console } }
            routes: [{ name: r, on: "*", send: [a, b] }]
            """);
        for (var i = 0; i < 6; i++)
        {
            await app.SendAsync(Sample.Event(execution: $"{i}"));
        }

        await app.RunVisibleAsync();
        fast.Requests.Count.ShouldBe(5);
        app.Bus.Waiting(QueueNames.Deliveries).Select(m => (m.Properties["attempt"], m.Properties.ContainsKey("maybearrived")))
            .Order().ShouldBe([(1, false), (2, false), (2, false), (2, false), (2, false), (2, false)]);
        app.Tables.Rows(TableNames.Due).Count.ShouldBe(6);
        fast.Answer = _ => 200;
        await app.RunAsync(TimeSpan.FromMinutes(10));
        States(app).ShouldBe(
            [
                "a sent 1", "a sent 2", "a sent 2", "a sent 2", "a sent 2", "a sent 2", "b sent 1", "b sent 1", "b sent 1", "b sent 1",
                "b sent 1", "b sent 1",
            ]);
        fast.Requests.Count.ShouldBe(11);
    }

    [Fact]
    public async Task A_plan_of_the_version_before_is_continued_by_the_queue()
    {
        using var app = Both();
        release.Set();
        var @event = Sample.Event();
        var planned = new Plan
        {
            Routes = ["r"],
            Deliveries = [new() { Id = "0a", Route = "r", Channel = "fast" }, new() { Id = "0b", Route = "r", Channel = "slow" }],
        };
        var (partition, row) = EventRows.Keys(@event.Site, @event.Id);
        await app.Tables.InsertAsync(
            TableNames.Events,
            new TableRow(partition, row).Set("State", "planned").SetPayload("Event", @event.Encode())
                .SetPayload("Plan", JsonSerializer.SerializeToUtf8Bytes(planned, PlanJson.Default.Plan)),
            CancellationToken.None);

        await app.SendAsync(@event);
        await app.RunVisibleAsync();
        States(app).ShouldBe(["fast sent 1", "slow sent 1"]);
        fast.Requests.ShouldHaveSingleItem().Headers["X-Butler-Possible-Duplicate"].ShouldBe("true");
        EventRow(app).Text("State").ShouldBe("done");
    }

    [Fact]
    public async Task What_was_sent_at_first_is_listed_page_by_page_with_the_rest()
    {
        release.Set();
        var answers = new Queue<int>([500]);
        fast.Answer = _ => answers.TryDequeue(out var status) ? status : 200;
        using var app = Both();
        for (var i = 0; i < 3; i++)
        {
            await app.SendAsync(Sample.Event(execution: $"{i}"));
        }

        await app.RunAsync(TimeSpan.FromMinutes(1));
        var found = new List<JsonElement>();
        string? continuation = null;
        do
        {
            var page = await Call.Async(
                app.Services.Deliveries.List, $"?state=sent&limit=2{(continuation is null ? "" : $"&continuation={continuation}")}");
            page.Status.ShouldBe(200);
            found.AddRange(page.Body.GetProperty("deliveries").EnumerateArray());
            continuation = page.Body.TryGetProperty("continuation", out var next) ? next.GetString() : null;
        }
        while (continuation is not null);

        found.Select(d => (d.GetProperty("eventId").GetString(), d.GetProperty("channel").GetString(), d.GetProperty("attempt").GetInt32()))
            .Order().ShouldBe(
            [
                ("default:failed:0", "fast", 2), ("default:failed:0", "slow", 1), ("default:failed:1", "fast", 1),
                ("default:failed:1", "slow", 1), ("default:failed:2", "fast", 1), ("default:failed:2", "slow", 1),
            ]);
        found.Select(d => d.GetProperty("id").GetString()).Distinct().Count().ShouldBe(6);
        var one = found.First(d => d.GetProperty("attempt").GetInt32() == 1);
        var shown = await Call.Async(app.Services.Deliveries.Show, route: ("id", one.GetProperty("id").GetString()!));
        shown.Body.GetProperty("delivery").GetRawText().ShouldBe(one.GetRawText());
        one.GetProperty("site").GetString().ShouldBe("default");
        one.GetProperty("task").GetString().ShouldBe(Sample.Task.TaskName);
        one.GetProperty("answer").GetString().ShouldBe("200");
        one.GetProperty("planned").GetDateTimeOffset().ShouldBe(one.GetProperty("sentTime").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_first_attempt_that_is_being_made_is_listed_as_such()
    {
        using var app = Both();
        await app.SendAsync(Sample.Event());
        var run = app.RunVisibleAsync();
        await Eventually.TrueAsync(() => slow.Requests.Count == 1, "it is under way");
        var page = await Call.Async(app.Services.Deliveries.List, "?state=sending");
        page.Body.GetProperty("deliveries").EnumerateArray().Select(d => d.GetProperty("channel").GetString()).Order()
            .ShouldBe(["fast", "slow"]);
        release.Set();
        await run;
        (await Call.Async(app.Services.Deliveries.List, "?state=sending")).Body.GetProperty("deliveries").GetArrayLength().ShouldBe(0);
    }

    public void Dispose()
    {
        release.Set();
        fast.Dispose();
        slow.Dispose();
        release.Dispose();
    }

    private App Both() => new($$"""
        channels: { fast: { type: webhook, url: "{{fast.Url}}" }, slow: { type: webhook, url: "{{slow.Url}}" } }
        routes: [{ name: r, on: "*", send: [fast, slow] }]
        """);

    private static TableRow EventRow(App app) => app.Tables.Rows(TableNames.Events).Single(r => r.RowKey == "default:failed:5e9c7a10");

    private static List<string> States(App app) =>
        [.. app.DeliveryRows().Select(r => $"{r.Text("Channel")} {r.Text("State")} {r.Number("Attempt")}").Order(StringComparer.Ordinal)];

    /// <summary>A terminal that fails once.</summary>
    private sealed class BrokenOnce : StringWriter
    {
        private bool failed;

        public override Task WriteAsync(string? value) => Checked(() => base.WriteAsync(value));

        public override Task WriteLineAsync(string? value) => Checked(() => base.WriteLineAsync(value));

        public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) =>
            Checked(() => base.WriteAsync(buffer, cancellationToken));

        private Task Checked(Func<Task> write)
        {
            if (failed)
            {
                return write();
            }

            failed = true;
            throw new InvalidOperationException("The terminal is gone.");
        }
    }
}
