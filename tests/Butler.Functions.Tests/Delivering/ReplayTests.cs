using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Delivering;

public sealed class ReplayTests
{
    [Fact]
    public async Task A_dead_delivery_is_listed_shown_replayed_and_no_longer_among_the_dead()
    {
        var status = 410;
        using var sink = new HttpSink(_ => status);
        using var app = new App(Hook(sink));
        await DieAsync(app, "run-1");
        var id = (await ListAsync(app)).ShouldHaveSingleItem().GetProperty("id").GetString()!;

        var shown = await Call.Async(app.Services.Deliveries.Show, route: ("id", id));
        shown.Status.ShouldBe(200);
        shown.Body.GetProperty("event").GetProperty("id").GetString().ShouldBe("default:failed:run-1");
        shown.Body.GetProperty("delivery").GetProperty("reason").GetString().ShouldBe("answered 410 Gone");

        status = 200;
        app.Time.Advance(TimeSpan.FromHours(30));
        var replayed = await Call.Async(app.Services.Deliveries.Replay, route: ("id", id));
        replayed.Status.ShouldBe(202);
        replayed.Body.GetProperty("replay").GetInt32().ShouldBe(1);
        await app.RunVisibleAsync();

        sink.Requests.Count.ShouldBe(2);
        sink.Requests[1].Body.ShouldBe(sink.Requests[0].Body);
        sink.Requests[1].Headers["Idempotency-Key"].ShouldBe(sink.Requests[0].Headers["Idempotency-Key"]);
        sink.Requests[1].Headers.ContainsKey("X-Butler-Possible-Duplicate").ShouldBeFalse();
        (await ListAsync(app)).ShouldBeEmpty();
        var row = Row(app);
        (row.Text("State"), row.Number("Replay"), row.Number("Attempt")).ShouldBe(("sent", 1, 1));
        app.Bus.Sent.Select(s => s.Message.MessageId).ShouldContain($"{row.RowKey}#r1");
    }

    [Fact]
    public async Task A_replay_counts_attempts_and_time_anew_and_its_death_is_told_again()
    {
        var status = 410;
        using var sink = new HttpSink(_ => status);
        using var app = new App(Hook(sink));
        await DieAsync(app, "run-1");
        var id = await OnlyIdAsync(app);
        status = 500;
        app.Time.Advance(TimeSpan.FromHours(30));
        await Call.Async(app.Services.Deliveries.Replay, route: ("id", id));
        await app.RunAsync(TimeSpan.FromMinutes(1));
        Row(app).Text("State").ShouldBe("pending");
        var ids = app.Bus.Sent.Where(s => s.Queue == QueueNames.Deliveries && s.Message.MessageId.Contains("#r1"))
            .Select(s => s.Message.MessageId[64..]).ToList();
        ids[..3].ShouldBe(["#r1", "#r1#2.0", "#r1#3.0"]);

        await app.RunAsync(TimeSpan.FromHours(30));
        var dead = (await ListAsync(app)).ShouldHaveSingleItem();
        dead.GetProperty("id").GetString().ShouldBe(id);
        dead.GetProperty("replay").GetInt32().ShouldBe(1);
        dead.GetProperty("reason").GetString()!.ShouldStartWith("given up after");
        app.Bus.Sent.Where(s => s.Queue == QueueNames.Events && s.Message.Label == "butler.delivery.dead")
            .Select(s => s.Message.MessageId[^3..]).Count(e => e == "#r1").ShouldBe(1);
        app.DeliveryRows().Count(r => r.PartitionKey.StartsWith("dead-", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_on_the_queue_or_under_way_or_sent_is_not_replayed_and_said_so()
    {
        var status = 410;
        using var sink = new HttpSink(_ => status);
        using var app = new App(Hook(sink));
        await DieAsync(app, "run-1");
        var id = await OnlyIdAsync(app);
        await Call.Async(app.Services.Deliveries.Replay, route: ("id", id));
        var twice = await Call.Async(app.Services.Deliveries.Replay, route: ("id", id));
        twice.Status.ShouldBe(409);
        Detail(twice).ShouldBe("Replay 1 was asked for at 2031-03-14 04:12:07Z and waits on the queue.");
        app.Bus.Waiting(QueueNames.Deliveries).Count.ShouldBe(1);

        status = 500;
        await app.RunVisibleAsync();
        Detail(await Call.Async(app.Services.Deliveries.Replay, route: ("id", id)))
            .ShouldStartWith("Attempt 2 follows at 2031-03-14 04:12:1");

        status = 200;
        await app.RunAsync(TimeSpan.FromMinutes(1));
        Detail(await Call.Async(app.Services.Deliveries.Replay, route: ("id", id))).ShouldStartWith("It was sent at 2031-03-14 04:12:1");
    }

    [Fact]
    public async Task What_was_sent_is_sent_again_only_by_force_and_marked()
    {
        using var sink = new HttpSink();
        using var app = new App(Hook(sink));
        await DieAsync(app, "run-1");
        var id = (await ListAsync(app, "?state=sent")).ShouldHaveSingleItem().GetProperty("id").GetString()!;
        (await Call.Async(app.Services.Deliveries.Replay, route: ("id", id))).Status.ShouldBe(409);
        (await Call.Async(app.Services.Deliveries.Replay, "?force=true", route: ("id", id))).Status.ShouldBe(202);
        await app.RunVisibleAsync();
        sink.Requests.Count.ShouldBe(2);
        sink.Requests[1].Headers["X-Butler-Possible-Duplicate"].ShouldBe("true");
        Row(app).Text("State").ShouldBe("sent");
    }

    [Fact]
    public async Task What_is_asked_for_while_a_circuit_is_open_waits_and_arrives()
    {
        var status = 410;
        using var sink = new HttpSink(_ => status);
        using var app = new App(Hook(sink));
        await DieAsync(app, "run-1");
        var id = await OnlyIdAsync(app);
        status = 500;
        for (var i = 0; i < 6; i++)
        {
            await app.SendAsync(Sample.Event(execution: $"other-{i}"));
        }

        await app.RunVisibleAsync();
        app.Services.Circuits.Open.Count.ShouldBe(1);
        await Call.Async(app.Services.Deliveries.Replay, route: ("id", id));
        await app.RunVisibleAsync();
        Row(app, "run-1").Text("State").ShouldBe("dead");
        status = 200;
        await app.RunAsync(TimeSpan.FromMinutes(10));
        Row(app, "run-1").Text("State").ShouldBe("sent");
        (await ListAsync(app)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Lists_are_filtered_and_come_in_pages_the_newest_day_first()
    {
        using var sink = new HttpSink(_ => 410);
        using var app = new App(Hook(sink));
        for (var day = 0; day < 3; day++)
        {
            for (var i = 0; i < 4; i++)
            {
                await DieAsync(app, $"run-{day}-{i}");
                app.Time.Advance(TimeSpan.FromMinutes(1));
            }

            app.Time.Advance(TimeSpan.FromDays(1));
        }

        var pages = new List<string>();
        var continuation = "";
        do
        {
            var (status, body) = await Call.Async(app.Services.Deliveries.List, $"?limit=5{continuation}");
            status.ShouldBe(200);
            pages.AddRange(body.GetProperty("deliveries").EnumerateArray().Select(d => d.GetProperty("eventId").GetString()![15..]));
            continuation = body.TryGetProperty("continuation", out var next) ? "&continuation=" + next.GetString() : null;
        }
        while (continuation is not null);
        pages.ShouldBe([
            "run-2-3", "run-2-2", "run-2-1", "run-2-0", "run-1-3", "run-1-2", "run-1-1", "run-1-0", "run-0-3", "run-0-2", "run-0-1",
            "run-0-0",
        ]);
        (await ListAsync(app, "?from=2031-03-15&to=2031-03-15")).Count.ShouldBe(4);
        (await ListAsync(app, "?from=2031-03-16T04:21:00Z")).Count.ShouldBe(3);
        (await ListAsync(app, "?channel=HOOK&type=sense.*.failed&task=margin&site=default&route=r")).Count.ShouldBe(12);
        (await ProblemAsync(app, "?channel=hok")).ShouldBe(
            "There is no channel \"hok\"; did you mean \"hook\"? (known: hook), and there is no delivery with this name.");
        (await ProblemAsync(app, "?route=nosuch")).ShouldBe(
            "There is no route \"nosuch\" (known: r), and there is no delivery with this name.");
        (await ListAsync(app, "?channel=hook&state=sent")).ShouldBeEmpty();
        (await ListAsync(app, "?type=sense.*.aborted")).ShouldBeEmpty();
        (await ListAsync(app, "?task=0d7c2f18")).Count.ShouldBe(12, "the subject counts too");
        (await ListAsync(app, "?state=all")).Count.ShouldBe(12);
        (await ListAsync(app, "?state=sent")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Scans_come_in_pages_too_and_each_delivery_once()
    {
        using var sink = new HttpSink();
        using var app = new App($$"""
            channels: { a: { type: webhook, url: "{{sink.Url}}" }, b: { type: console } }
            routes: [{ name: r, on: "sense.*", send: [{ channel: a }, { channel: b }] }]
            """);
        for (var i = 0; i < 7; i++)
        {
            await DieAsync(app, $"run-{i}");
        }

        var ids = new List<string>();
        var query = "?state=sent&limit=3";
        while (query is not null)
        {
            var (_, body) = await Call.Async(app.Services.Deliveries.List, query);
            ids.AddRange(body.GetProperty("deliveries").EnumerateArray().Select(d => d.GetProperty("id").GetString()!));
            query = body.TryGetProperty("continuation", out var next) ? $"?state=sent&limit=3&continuation={next.GetString()}" : null;
        }

        ids.Count.ShouldBe(14);
        ids.Distinct().Count().ShouldBe(14);
        (await ListAsync(app, "?state=all&channel=b")).Count.ShouldBe(7);
        (await ListAsync(app, "?state=all&from=2031-03-15")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("?state=ded", "state is \"ded\"")]
    [InlineData("?stat=dead", "There is no filter \"stat\"")]
    [InlineData("?limit=0", "limit is 0; expected 1 to 200.")]
    [InlineData("?limit=many", "limit is \"many\"; expected a number from 1 to 200.")]
    [InlineData("?from=yesterday", "from is \"yesterday\"; expected a date such as 2031-03-14 or a time such as 2031-03-14T04:12:00Z.")]
    [InlineData("?from=2031-03-15&to=2031-03-14", "from is not before to.")]
    [InlineData("?continuation=!", "continuation is not a value of an earlier page")]
    public async Task A_filter_that_is_not_understood_is_a_problem(string query, string detail)
    {
        using var app = new App("channels: { t: { type: console } }\nroutes: []");
        var answer = await Call.Async(app.Services.Deliveries.List, query);
        answer.Status.ShouldBe(400);
        Detail(answer).ShouldStartWith(detail);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ZGVmYXVsdA.0d7c2f18")]
    [InlineData("!!.0d7c2f18")]
    [InlineData("..")]
    public async Task A_delivery_that_is_not_there_is_a_404(string id)
    {
        using var app = new App("channels: { t: { type: console } }\nroutes: []");
        (await Call.Async(app.Services.Deliveries.Show, route: ("id", id))).Status.ShouldBe(404);
        (await Call.Async(app.Services.Deliveries.Replay, route: ("id", id))).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Many_are_replayed_page_by_page_each_once()
    {
        var status = 410;
        using var sink = new HttpSink(_ => status);
        using var app = new App(Hook(sink));
        for (var i = 0; i < 7; i++)
        {
            await DieAsync(app, $"run-{i}");
        }

        var first = await OnlyIdAsync(app, "?limit=1");
        await Call.Async(app.Services.Deliveries.Replay, route: ("id", first));
        status = 200;
        var (count, skipped) = (0, new List<string>());
        var body = """{"channel":"hook","limit":3}""";
        while (body is not null)
        {
            var (answered, page) = await Call.Async(app.Services.Deliveries.ReplayMany, body: body);
            answered.ShouldBe(202);
            count += page.GetProperty("count").GetInt32();
            skipped.AddRange(page.GetProperty("skipped").EnumerateArray().Select(s => s.GetProperty("why").GetString()!));
            body = page.TryGetProperty("continuation", out var next)
                ? $$"""{"channel":"hook","limit":3,"continuation":"{{next.GetString()}}"}"""
                : null;
        }

        count.ShouldBe(6);
        skipped.ShouldHaveSingleItem().ShouldStartWith("Replay 1 was asked for");
        await app.RunVisibleAsync();
        sink.Requests.Count.ShouldBe(14);
        (await ListAsync(app)).ShouldBeEmpty();
        (await ListAsync(app, "?state=sent")).Count.ShouldBe(7);
    }

    [Theory]
    [InlineData("""{"state":"sent"}""", "state is \"sent\"; only dead deliveries are replayed by a filter.")]
    [InlineData("""{"chanel":"hook"}""", "The body is not what was expected")]
    [InlineData("", "The body is not what was expected")]
    public async Task A_body_that_is_not_understood_replays_nothing(string body, string detail)
    {
        using var sink = new HttpSink(_ => 410);
        using var app = new App(Hook(sink));
        await DieAsync(app, "run-1");
        var answer = await Call.Async(app.Services.Deliveries.ReplayMany, body: body);
        answer.Status.ShouldBe(400);
        Detail(answer).ShouldStartWith(detail);
        app.Bus.Waiting(QueueNames.Deliveries).ShouldBeEmpty();
    }

    [Fact]
    public Task Killed_anywhere_it_is_replayed_once_or_not_at_all() => Death.AtEveryEffectAsync(async death =>
    {
        var status = 410;
        using var sink = new HttpSink(_ => status);
        using var app = new App(Hook(sink));
        await DieAsync(app, "run-1");
        var id = await OnlyIdAsync(app);
        status = 200;
        death.Arm(app.Kill);
        var asked = false;
        try
        {
            asked = (await Call.Async(app.Services.Deliveries.Replay, route: ("id", id))).Status == 202;
        }
        catch (ProcessKilledException)
        {
            app.Restart();
        }

        await app.RunAsync(TimeSpan.FromMinutes(30));
        if (!asked && sink.Requests.Count == 1)
        {
            // It died before anything lay on the queue: whoever asked sees that and asks again.
            (await ListAsync(app)).Count.ShouldBe(1);
            (await Call.Async(app.Services.Deliveries.Replay, route: ("id", id))).Status.ShouldBe(202);
            await app.RunAsync(TimeSpan.FromMinutes(30));
        }

        var marked = sink.Requests.Any(r => r.Headers.ContainsKey("X-Butler-Possible-Duplicate"));
        sink.Requests.Count.ShouldBeInRange(2, marked ? 3 : 2);
        Row(app).Text("State").ShouldBe("sent");
        (await ListAsync(app)).ShouldBeEmpty();
        app.Bus.Waiting(QueueNames.Deliveries).ShouldBeEmpty();
    });

    [Fact]
    public async Task An_event_is_shown_as_it_was_recorded()
    {
        using var sink = new HttpSink();
        using var app = new App(Hook(sink));
        await DieAsync(app, "run-1");
        var (status, body) = await Call.Async(app.Services.Deliveries.Event, route: ("id", "default:failed:run-1"));
        status.ShouldBe(200);
        body.GetProperty("state").GetString().ShouldBe("done");
        body.GetProperty("event").GetProperty("data").GetProperty("taskName").GetString().ShouldBe("Reload of Margin Cockpit");
        (await Call.Async(app.Services.Deliveries.Event, "?site=other", route: ("id", "default:failed:run-1"))).Status.ShouldBe(404);
    }

    [Fact]
    public async Task While_the_tables_are_away_the_answer_is_503()
    {
        using var app = new App("channels: { t: { type: console } }\nroutes: []");
        app.Tables.Away = true;
        var answer = await Call.Async(app.Services.Deliveries.List);
        answer.Status.ShouldBe(503);
        Detail(answer).ShouldBe("Table Storage is away.");
    }

    private static async Task DieAsync(App app, string execution)
    {
        await app.SendAsync(Sample.Event(execution: execution, received: app.Time.GetUtcNow()));
        await app.RunVisibleAsync();
    }

    private static async Task<string?> ProblemAsync(App app, string query)
    {
        var (status, body) = await Call.Async(app.Services.Deliveries.List, query);
        status.ShouldBe(400);
        return body.GetProperty("detail").GetString();
    }

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(App app, string query = "") =>
        [.. (await Call.Async(app.Services.Deliveries.List, query)).Body.GetProperty("deliveries").EnumerateArray()];

    private static async Task<string> OnlyIdAsync(App app, string query = "") =>
        (await ListAsync(app, query)).ShouldHaveSingleItem().GetProperty("id").GetString()!;

    private static TableRow Row(App app, string execution = "run-1") =>
        app.DeliveryRows().Single(r => r.PartitionKey == $"default:failed:{execution}");

    private static string Detail((int Status, JsonElement Body) answer) => answer.Body.GetProperty("detail").GetString()!;

    private static string Hook(HttpSink sink) => $$"""
        channels: { hook: { type: webhook, url: "{{sink.Url}}" } }
        defaultChannel: none
        routes: [{ name: r, on: "sense.*", send: [{ channel: hook }] }]
        """;
}
