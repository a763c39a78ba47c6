using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests;

/// <summary>
/// The function app is killed at each of its writes and sends, one by one, just before and just after it. Whatever happens, every
/// alert arrives, and arrives twice only when the process died between the destination's answer and the note of it, and then marked.
/// </summary>
public sealed class KilledAtEveryEffectTests
{
    [Fact]
    public Task Nothing_is_lost_and_a_repetition_is_marked() => Death.AtEveryEffectAsync(async death =>
    {
        using var sink = new HttpSink();
        using var other = new HttpSink();
        using var app = new App($$"""
            channels: { a: { type: webhook, url: "{{sink.Url}}" }, b: { type: webhook, url: "{{other.Url}}" } }
            routes:
              - { name: one, on: "*", throttle: { every: 5m, per: task }, send: [{ channel: a }] }
              - { name: two, on: "*", send: [{ channel: b }] }
            """);

        // Something was held back before, so that the alert has it to tell and to clear.
        await app.SendAsync(Sample.Event(execution: "first"));
        await app.RunVisibleAsync();
        await app.SendAsync(Sample.Event(execution: "held"));
        await app.RunVisibleAsync();
        app.Time.Advance(TimeSpan.FromMinutes(6));
        var before = sink.Requests.Count;
        await app.SendAsync(Sample.Event(execution: "told"));

        death.Arm(app.Kill);
        await app.RunAsync(TimeSpan.FromHours(1));

        sink.Requests[before].Headers["X-Butler-Held-Back"].ShouldBe("1");

        // A mark without a repetition is right too: it died before the request went out, and nobody can know that.
        sink.Requests.Count.ShouldBeInRange(before + 1, before + (Marked(sink) ? 2 : 1));
        other.Requests.Count.ShouldBeInRange(3, 3 + (Marked(other) ? 1 : 0));
        app.Tables.Rows(TableNames.Events).ShouldAllBe(r => r.Text("State") == "done");
        app.DeliveryRows().ShouldAllBe(r => r.Text("State") == "sent");
        app.Tables.Rows(TableNames.Throttles).Select(r => (r.RowKey, r.Text("State"))).ShouldBe([("window", "confirmed")]);
        app.Bus.Waiting(QueueNames.Deliveries).ShouldBeEmpty();
        app.Bus.Waiting(QueueNames.Events).ShouldBeEmpty();
    });

    [Fact]
    public Task A_delivery_that_is_refused_is_kept_and_told_once() => Death.AtEveryEffectAsync(async death =>
    {
        using var sink = new HttpSink(_ => 410);
        using var app = new App($$"""
            channels: { a: { type: webhook, url: "{{sink.Url}}" }, t: { type: console } }
            routes:
              - { name: one, on: "sense.*", throttle: { every: 5m, per: task }, send: [{ channel: a }] }
              - { name: two, on: "butler.delivery.dead", send: [{ channel: t }] }
            """);
        await app.SendAsync(Sample.Event());
        death.Arm(app.Kill);
        await app.RunAsync(TimeSpan.FromHours(1));

        app.DeliveryRows().Count(r => r.Text("State") == "dead").ShouldBe(1);
        app.Bus.Sent.Where(s => s.Message.Label == "butler.delivery.dead" && s.Queue == QueueNames.Events)
            .Select(s => CloudEvent.Decode(s.Message.Body.Span).Id).Distinct().ShouldHaveSingleItem();
        app.Terminal.ToString().Split("Alert could not be delivered to a").Length.ShouldBeInRange(2, 3);
        app.Tables.Rows(TableNames.Throttles).ShouldBeEmpty();
    });

    [Fact]
    public Task A_first_attempt_that_fails_is_tried_again_and_the_other_channel_is_told_once() => Death.AtEveryEffectAsync(async death =>
    {
        var answers = new Queue<int>([500]);
        using var sink = new HttpSink(_ => answers.TryDequeue(out var status) ? status : 200);
        using var other = new HttpSink();
        using var app = new App($$"""
            channels: { a: { type: webhook, url: "{{sink.Url}}" }, b: { type: webhook, url: "{{other.Url}}" } }
            routes: [{ name: one, on: "sense.*", throttle: { every: 5m, per: task }, send: [a, b] }]
            """);
        await app.SendAsync(Sample.Event());
        death.Arm(app.Kill);
        await app.RunAsync(TimeSpan.FromHours(1));

        sink.Requests.Count.ShouldBeInRange(2, death.Happened ? 3 : 2);
        other.Requests.Count.ShouldBeInRange(1, death.Happened ? 2 : 1);
        sink.Requests.Skip(2).Concat(other.Requests.Skip(1))
            .ShouldAllBe(request => request.Headers.ContainsKey("X-Butler-Possible-Duplicate"));
        app.DeliveryRows().Select(row => (row.Text("Channel"), row.Text("State"))).Order().ShouldBe([("a", "sent"), ("b", "sent")]);
        app.Tables.Rows(TableNames.Events).ShouldAllBe(row => row.Text("State") == "done");
        app.Tables.Rows(TableNames.Throttles).Select(row => (row.RowKey, row.Text("State"))).ShouldBe([("window", "confirmed")]);
        app.Bus.Waiting(QueueNames.Deliveries).ShouldBeEmpty();
        app.Bus.Waiting(QueueNames.Events).ShouldBeEmpty();
    });

    [Fact]
    public Task A_group_is_one_alert_with_all_of_its_events() => Death.AtEveryEffectAsync(async death =>
    {
        using var sink = new HttpSink();
        using var app = new App($$"""
            channels: { a: { type: webhook, url: "{{sink.Url}}" } }
            routes: [{ name: one, on: "*", group: { wait: 30s }, throttle: { every: 5m }, resolve: true, send: [{ channel: a }] }]
            """);
        foreach (var task in new[] { "x", "y", "z" })
        {
            await app.SendAsync(TestRuns.Failure(task, task: task));
        }

        death.Arm(app.Kill);
        await app.RunAsync(TimeSpan.FromHours(1));

        app.Deliveries().ShouldHaveSingleItem().Delivery.Reason!.Count.ShouldBe(3);
        Alerts(sink, "group").ShouldBe(1);
        app.Tables.Rows(TableNames.Incidents).Count(r => r.RowKey.StartsWith("i-", StringComparison.Ordinal))
            .ShouldBe(4, "one for each task, and the group's");
        app.Tables.Rows(TableNames.Incidents).ShouldNotContain(r => r.RowKey.StartsWith("m-", StringComparison.Ordinal)
            || r.RowKey.StartsWith("plan-", StringComparison.Ordinal) || r.RowKey == "open");
        app.Tables.Rows(TableNames.Throttles).Select(r => (r.RowKey, r.Text("State"))).ShouldBe([("window", "confirmed")]);
        Done(app);
    });

    [Fact]
    public Task An_end_is_told_once_to_whom_the_failure_was_told() => Death.AtEveryEffectAsync(async death =>
    {
        using var sink = new HttpSink();
        using var app = new App($$"""
            channels: { a: { type: webhook, url: "{{sink.Url}}" } }
            routes: [{ name: one, on: "*.failed", resolve: true, send: [{ channel: a }] }]
            """);
        death.Arm(app.Kill);
        await app.SendUntilSentAsync(TestRuns.Failure("1"));
        await app.RunAsync(TimeSpan.FromMinutes(2));
        await app.SendUntilSentAsync(TestRuns.Success("2", 5));
        await app.RunAsync(TimeSpan.FromHours(1));

        app.Deliveries().Select(d => d.Delivery.Reason?.Kind).ShouldBe([null, AlertKind.Resolved]);
        app.Deliveries()[1].Delivery.Reason!.Count.ShouldBe(1);
        Alerts(sink, "resolved").ShouldBe(1);
        app.Tables.Rows(TableNames.Incidents).Where(r => r.RowKey.StartsWith("i-", StringComparison.Ordinal)).ShouldHaveSingleItem()
            .Text("State").ShouldBe("resolved");
        Done(app);
    });

    [Fact]
    public Task An_escalation_is_told_once() => Death.AtEveryEffectAsync(async death =>
    {
        using var sink = new HttpSink();
        using var app = new App($$"""
            channels: { a: { type: console }, b: { type: webhook, url: "{{sink.Url}}" } }
            routes: [{ name: one, on: "*.failed", escalate: { after: 30m, send: [{ channel: b }] }, send: [{ channel: a }] }]
            """);
        death.Arm(app.Kill);
        await app.SendUntilSentAsync(TestRuns.Failure("1"));
        await app.RunAsync(TimeSpan.FromHours(2));

        app.Deliveries(AlertKind.Escalated).Count.ShouldBe(1);
        Alerts(sink, "escalated").ShouldBe(1);
        app.Tables.Rows(TableNames.Incidents).Count(r => r.RowKey.StartsWith("i-", StringComparison.Ordinal)).ShouldBe(1);
        Done(app);
    });

    [Theory]
    [InlineData(7)]
    [InlineData(101)]
    [InlineData(350)]
    [InlineData(599)]
    public async Task Two_hundred_events_under_a_throttle_are_one_alert_and_199_counted_also_with_a_death_among_them(int dieAt)
    {
        using var app = new App("""
            channels: { a: { type: console } }
            routes: [{ name: one, on: "*", throttle: { every: 5m, per: task }, send: [{ channel: a }] }]
            """);
        foreach (var i in Enumerable.Range(0, 200))
        {
            await app.SendAsync(TestRuns.Failure($"{i}"));
        }

        app.Kill.Start(dieAt);
        await app.RunVisibleAsync();
        app.Kill.HasKilled.ShouldBeTrue();
        app.Deliveries().Count.ShouldBe(1);
        app.Time.Advance(TimeSpan.FromMinutes(6));
        await app.SendAsync(TestRuns.Failure("next"));
        await app.RunAsync(TimeSpan.FromHours(1));
        app.Deliveries()[1].Delivery.Throttle!.HeldBack.ShouldBe(199);
        Done(app);
    }

    /// <summary>How many different deliveries of a kind arrived; a repetition counts once, and must be marked.</summary>
    private static int Alerts(HttpSink sink, string kind)
    {
        var alerts = sink.Requests.Where(r => r.Headers.GetValueOrDefault("X-Butler-Alert") == kind).ToList();
        alerts.Count.ShouldBeLessThanOrEqualTo(Marked(sink) ? 2 : 1);
        return alerts.Select(r => r.Headers["Idempotency-Key"]).Distinct().Count();
    }

    private static void Done(App app)
    {
        app.Tables.Rows(TableNames.Events).ShouldAllBe(r => r.Text("State") == "done");
        app.DeliveryRows().ShouldAllBe(r => r.Text("State") == "sent");
        app.WakeUps().ShouldBeEmpty();
        app.Bus.Waiting(QueueNames.Deliveries).ShouldBeEmpty();
        app.Bus.Waiting(QueueNames.Events).ShouldBeEmpty();
        app.Bus.Waiting(QueueNames.Timers).ShouldBeEmpty();
    }

    private static bool Marked(HttpSink sink) => sink.Requests.Any(r => r.Headers.ContainsKey("X-Butler-Possible-Duplicate"));
}
