using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Delivering;

public sealed class DeliverTests
{
    [Fact]
    public async Task Three_500s_and_then_a_200_is_one_delivery_after_growing_pauses()
    {
        var answers = new Queue<int>([500, 500, 500]);
        using var sink = new HttpSink(_ => answers.TryDequeue(out var status) ? status : 200);
        using var app = new App(Configuration(sink));
        var start = app.Time.GetUtcNow();
        await app.SendAsync(Sample.Event());
        await app.PlanOnQueueAsync();
        await app.RunAsync(TimeSpan.FromHours(1));

        sink.Requests.Count.ShouldBe(4);
        var pauses = app.Bus.Sent.Where(s => s.Queue == QueueNames.Deliveries)
            .Select(s => (s.Message.ScheduledEnqueueTime ?? start) - start).ToList();
        pauses[0].ShouldBe(TimeSpan.Zero);
        pauses[1].TotalSeconds.ShouldBeInRange(5, 6.25);
        (pauses[2] - pauses[1]).TotalSeconds.ShouldBeInRange(10, 12.5);
        (pauses[3] - pauses[2]).TotalSeconds.ShouldBeInRange(20, 25);
        app.Bus.Sent.Where(s => s.Queue == QueueNames.Deliveries).Select(s => s.Message.MessageId[^4..]).Skip(1)
            .ShouldBe(["#2.0", "#3.0", "#4.0"]);
        var row = app.DeliveryRows().Single();
        row.Text("State").ShouldBe("sent");
        row.Number("Attempt").ShouldBe(4);
        sink.Requests.Select(r => r.Headers["Idempotency-Key"]).Distinct().ShouldHaveSingleItem().ShouldBe(row.RowKey);
        sink.Requests.ShouldAllBe(r => !r.Headers.ContainsKey("X-Butler-Possible-Duplicate"));
    }

    [Fact]
    public async Task A_410_is_not_tried_again_but_kept_with_its_reason_and_told()
    {
        using var sink = new HttpSink(_ => 410) { Body = "this hook was removed" };
        using var app = new App(Configuration(sink, """{ name: deaths, on: butler.delivery.dead, send: [{ channel: terminal }] }"""));
        await app.SendAsync(Sample.Event());
        await app.RunAsync(TimeSpan.FromHours(30));

        sink.Requests.Count.ShouldBe(1);
        var dead = app.DeliveryRows().Single(r => r.Text("State") == "dead");
        dead.Text("Reason").ShouldBe("answered 410 Gone: this hook was removed");
        Butler.Core.Azure.Tables.TablePayload.Payload(dead, "Message").ShouldNotBeNull();
        app.DeliveryRows().Count(r => r.PartitionKey == "dead-20310314").ShouldBe(1);
        app.Terminal.ToString().ShouldContain("ALERT Alert could not be delivered to hook");
    }

    [Fact]
    public async Task An_alert_about_a_dead_delivery_that_dies_itself_raises_no_other()
    {
        using var sink = new HttpSink(_ => 404);
        using var app = new App(Configuration(sink));
        await app.SendAsync(Sample.Event());
        await app.RunAsync(TimeSpan.FromHours(1));
        app.Bus.Sent.Count(s => s.Queue == QueueNames.Events && s.Message.Label == EventTypes.DeliveryDead).ShouldBe(1);
        sink.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_destination_that_stays_away_for_a_day_is_given_up()
    {
        using var sink = new HttpSink(_ => 503);
        using var app = new App(Configuration(sink));
        await app.SendAsync(Sample.Event());
        await app.RunAsync(TimeSpan.FromHours(30));
        var row = app.DeliveryRows().First(r => r.Text("State") == "dead");
        row.Text("Reason")!.ShouldMatch(@"^given up after \d+ attempts: answered 503");
        row.Number("Attempt")!.Value.ShouldBeInRange(25, 40);
    }

    [Fact]
    public async Task A_Retry_After_is_the_least_pause()
    {
        using var sink = new HttpSink(_ => 429) { Headers = { ["Retry-After"] = "120" } };
        using var app = new App(Configuration(sink));
        await app.SendAsync(Sample.Event());
        await app.RunVisibleAsync();
        (app.Bus.Waiting(QueueNames.Deliveries).Single().ScheduledEnqueueTime!.Value - app.Time.GetUtcNow())
            .ShouldBe(TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task A_destination_that_hangs_is_timed_out_and_put_off()
    {
        using var hanging = new ManualResetEventSlim();
        using var sink = new HttpSink(_ =>
        {
            hanging.Wait(TimeSpan.FromSeconds(30));
            return 200;
        });
        using var app = new App(Configuration(sink));
        await app.SendAsync(Sample.Event());
        await app.PlanOnQueueAsync();
        var run = app.RunOneAsync(QueueNames.Deliveries, "Deliver", app.Services.Deliver);
        while (sink.Requests.Count == 0)
        {
            await Task.Delay(5);
        }

        app.Time.Advance(TimeSpan.FromSeconds(16));
        await run;
        hanging.Set();
        app.DeliveryRows().Single().Text("Reason").ShouldBe("no answer within 15 s");
        app.Bus.Waiting(QueueNames.Deliveries).Single().Properties["attempt"].ShouldBe(2);
    }

    [Theory]
    [InlineData(200, "sent")]
    [InlineData(204, "sent")]
    [InlineData(301, "dead")]
    [InlineData(400, "dead")]
    [InlineData(401, "dead")]
    [InlineData(403, "dead")]
    [InlineData(404, "dead")]
    [InlineData(408, "pending")]
    [InlineData(413, "dead")]
    [InlineData(425, "pending")]
    [InlineData(429, "pending")]
    [InlineData(500, "pending")]
    [InlineData(503, "pending")]
    public async Task An_answer_is_taken_for_what_it_is(int status, string state)
    {
        using var sink = new HttpSink(_ => status);
        using var app = new App(Configuration(sink));
        await app.SendAsync(Sample.Event());
        await app.PlanOnQueueAsync();
        await app.RunOneAsync(QueueNames.Deliveries, "Deliver", app.Services.Deliver);
        app.DeliveryRows().Single(r => !r.PartitionKey.StartsWith("dead-", StringComparison.Ordinal)).Text("State")
            .ShouldBe(state);
    }

    [Fact]
    public async Task A_connection_that_is_cut_is_tried_again()
    {
        using var cutter = new TcpListener(IPAddress.Loopback, 0);
        cutter.Start();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                (await cutter.AcceptTcpClientAsync()).Dispose();
            }
        });
        using var app = new App($$"""
            channels: { a: { type: slack, url: "http://{{cutter.LocalEndpoint}}/hook" } }
            routes: [{ name: r, on: "*", send: [{ channel: a }] }]
            """);
        await app.SendAsync(Sample.Event());
        await app.RunVisibleAsync();
        app.DeliveryRows().Single().Text("State").ShouldBe("pending");
    }

    [Fact]
    public async Task No_secret_of_the_destination_is_in_any_log_row_or_message()
    {
        var logs = new LogCollector();
        using var sink = new HttpSink(r => r.Headers.ContainsKey("X-Key") ? 403 : 500)
        {
            Body = "bad token s3cr3t-header or s3cr3t-token at /services/s3cr3t-path?key=s3cr3t-query",
        };
        using var app = new App($$"""
            channels:
              a: { type: webhook, url: "{{sink.Url}}/s3cr3t-path?key=s3cr3t-query", headers: { X-Key: s3cr3t-header, Authorization: Bearer s3cr3t-token } }
              b: { type: slack, url: "http://127.0.0.1:1/services/s3cr3t-path" }
            routes: [{ name: r, on: "sense.*", send: [{ channel: a }, { channel: b }] }]
            """, logs);
        await app.SendAsync(Sample.Event());
        await app.RunAsync(TimeSpan.FromMinutes(5));
        logs.Text.ShouldContain("rejects");
        logs.Text.ShouldContain("not reached");
        logs.Text.ShouldNotContain("s3cr3t");
        app.Bus.Sent.ShouldAllBe(s => !System.Text.Encoding.UTF8.GetString(s.Message.Body.ToArray()).Contains("s3cr3t"));
        foreach (var table in TableNames.Retained)
        {
            app.Tables.Rows(table).SelectMany(r => r.Properties.Values.OfType<string>()).ShouldAllBe(v => !v.Contains("s3cr3t"));
        }
    }

    [Fact]
    public async Task After_an_attempt_that_may_have_arrived_every_other_says_that_it_may_be_a_duplicate()
    {
        using var broken = new TcpListener(IPAddress.Loopback, 0);
        broken.Start();
        var cut = Task.Run(async () =>
        {
            using var client = await broken.AcceptTcpClientAsync();
            await client.GetStream().ReadExactlyAsync(new byte[16]);
        });
        var answers = new Queue<int>([500]);
        using var sink = new HttpSink(_ => answers.TryDequeue(out var status) ? status : 200);
        using var app = new App($$"""
            channels: { hook: { type: webhook, url: "http://{{broken.LocalEndpoint}}/hook" } }
            routes: [{ name: failures, on: "*", send: [{ channel: hook }] }]
            """);
        await app.SendAsync(Sample.Event());
        await app.RunVisibleAsync();
        await cut;
        app.DeliveryRows().Single().Flag("MaybeArrived").ShouldBe(true);

        app.Configuration.Text = Configuration(sink);
        await app.RunAsync(TimeSpan.FromHours(1));
        sink.Requests.Select(r => r.Headers.GetValueOrDefault("X-Butler-Possible-Duplicate")).ShouldBe(["true", "true"]);
        app.DeliveryRows().Single().Text("State").ShouldBe("sent");
    }

    [Fact]
    public async Task While_another_run_holds_the_lease_a_delivery_comes_back_after_it()
    {
        using var app = new App("""
            channels: { a: { type: console } }
            routes: [{ name: r, on: "*", send: [{ channel: a }] }]
            """);
        await app.SendAsync(Sample.Event());
        await app.PlanOnQueueAsync();

        // Another instance took it and is at work.
        var message = app.Bus.Waiting(QueueNames.Deliveries).Single();
        app.Kill.Start(dieAt: 1);
        await app.RunOneAsync(QueueNames.Deliveries, "Deliver", app.Services.Deliver);
        app.Terminal.ToString().ShouldBeEmpty();

        await app.RunOneAsync(QueueNames.Deliveries, "Deliver", app.Services.Deliver);
        app.Terminal.ToString().ShouldBeEmpty();
        var hop = app.Bus.Waiting(QueueNames.Deliveries).Single();
        hop.MessageId.ShouldBe(message.MessageId + "#1.1");
        hop.ScheduledEnqueueTime.ShouldBe(app.Time.GetUtcNow().AddSeconds(62));

        await app.RunAsync(TimeSpan.FromMinutes(5));
        app.Terminal.ToString().ShouldContain("ALERT   (This may be a duplicate");
    }

    [Fact]
    public async Task A_dead_delivery_frees_its_throttle_and_what_it_would_have_told()
    {
        var status = 410;
        using var sink = new HttpSink(_ => status);
        using var app = new App(Configuration(sink, throttle: "throttle: { every: 5m, per: task }, "));
        await app.SendAsync(Sample.Event(execution: "1"));
        await app.RunVisibleAsync();
        status = 200;
        await app.SendAsync(Sample.Event(execution: "2"));
        await app.RunVisibleAsync();
        sink.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement).Where(b => b.TryGetProperty("executionId", out _)).Count()
            .ShouldBe(2);
        app.DeliveryRows().Count(r => r.Text("State") == "sent").ShouldBeGreaterThanOrEqualTo(1);
    }

    private static string Configuration(HttpSink sink, string? route = null, string throttle = "") => $$"""
        channels: { hook: { type: webhook, url: "{{sink.Url}}" }, terminal: { type: console } }
        routes:
          - { name: failures, on: {{(route is null ? "\"*\"" : "\"sense.*\"")}}, {{throttle}}send: [{ channel: hook }] }
          {{(route is null ? "" : "- " + route)}}
        """;
}
