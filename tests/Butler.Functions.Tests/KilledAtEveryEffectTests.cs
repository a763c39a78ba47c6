using Butler.Core.Relays;
using Butler.Functions.Hosting;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests;

/// <summary>
/// The function app is killed at each of its writes and sends, one by one, just before and just after it. Whatever happens, every
/// alert arrives, and arrives twice only when the process died between the destination's answer and the note of it, and then marked.
/// </summary>
public sealed class KilledAtEveryEffectTests
{
    public static TheoryData<int, bool> Deaths()
    {
        var deaths = new TheoryData<int, bool>();
        for (var effect = 1; effect <= 24; effect++)
        {
            deaths.Add(effect, true);
            deaths.Add(effect, false);
        }

        return deaths;
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task Nothing_is_lost_and_a_repetition_is_marked(int dieAt, bool afterTheEffect)
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

        app.Kill.Start(dieAt, afterTheEffect);
        await app.RunAsync(TimeSpan.FromHours(1));

        sink.Requests[before].Headers["X-Butler-Held-Back"].ShouldBe("1");

        // A mark without a repetition is right too: it died before the request went out, and nobody can know that.
        sink.Requests.Count.ShouldBeInRange(before + 1, before + (Marked(sink) ? 2 : 1));
        other.Requests.Count.ShouldBeInRange(3, 3 + (Marked(other) ? 1 : 0));
        (Marked(sink) && Marked(other)).ShouldBeFalse("it died only once");
        app.Tables.Rows(TableNames.Events).ShouldAllBe(r => r.Text("State") == "done");
        app.Tables.Rows(TableNames.Deliveries).ShouldAllBe(r => r.Text("State") == "sent");
        app.Tables.Rows(TableNames.Throttles).Select(r => (r.RowKey, r.Text("State"))).ShouldBe([("window", "confirmed")]);
        app.Bus.Waiting(QueueNames.Deliveries).ShouldBeEmpty();
        app.Bus.Waiting(QueueNames.Events).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task A_delivery_that_is_refused_is_kept_and_told_once(int dieAt, bool afterTheEffect)
    {
        using var sink = new HttpSink(_ => 410);
        using var app = new App($$"""
            channels: { a: { type: webhook, url: "{{sink.Url}}" }, t: { type: console } }
            routes:
              - { name: one, on: "sense.*", throttle: { every: 5m, per: task }, send: [{ channel: a }] }
              - { name: two, on: "butler.delivery.dead", send: [{ channel: t }] }
            """);
        await app.SendAsync(Sample.Event());
        app.Kill.Start(dieAt, afterTheEffect);
        await app.RunAsync(TimeSpan.FromHours(1));

        app.Tables.Rows(TableNames.Deliveries).Count(r => r.Text("State") == "dead").ShouldBe(1);
        app.Bus.Sent.Count(s => s.Message.Label == "butler.delivery.dead" && s.Queue == QueueNames.Events).ShouldBe(1);
        app.Terminal.ToString().Split("Alert could not be delivered to a").Length.ShouldBeInRange(2, 3);
        app.Tables.Rows(TableNames.Throttles).ShouldBeEmpty();
    }

    private static bool Marked(HttpSink sink) => sink.Requests.Any(r => r.Headers.ContainsKey("X-Butler-Possible-Duplicate"));
}
