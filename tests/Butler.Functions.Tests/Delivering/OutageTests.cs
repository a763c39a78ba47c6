using Butler.Core.Commands;
using Butler.Functions.Delivering;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Delivering;

/// <summary>A destination is away for a while: its circuit opens; its alerts wait, and each of them arrives once it is back.</summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData(30, 0.3)]
    [InlineData(600, 6)]
    [InlineData(5, 0)]
    public async Task All_of_100_alerts_arrive_after_an_outage_and_none_stays_pending(int seconds, double between)
    {
        using var sink = new HttpSink();
        using var app = new App($$"""
            channels: { hook: { type: webhook, url: "{{sink.Url}}" } }
            routes: [{ name: all, on: "sense.*", send: [{ channel: hook }] }]
            """);
        var end = app.Time.GetUtcNow().AddSeconds(seconds);
        sink.Answer = _ => app.Time.GetUtcNow() < end ? 500 : 200;
        for (var i = 0; i < 100; i++)
        {
            await app.SendAsync(Sample.Event(execution: $"{i}"));
            await app.RunAsync(TimeSpan.FromSeconds(between));
        }

        app.Services.Circuits.Open.ShouldHaveSingleItem().Channel.ShouldBe("hook");
        var before = sink.Requests.Count;
        await app.RunAsync(TimeSpan.FromHours(2));

        sink.Requests.Skip(before).Select(r => r.Headers["Idempotency-Key"]).ToHashSet().Count
            .ShouldBe(100, "none had arrived before the end of the outage");
        app.DeliveryRows().Select(r => r.Text("State")).ShouldBe(Enumerable.Repeat("sent", 100));
        app.Services.Circuits.Open.ShouldBeEmpty();
        app.Bus.Waiting(QueueNames.Deliveries).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_replay_that_meets_an_open_circuit_stays_a_replay()
    {
        using var sink = new HttpSink(_ => 410);
        using var app = new App($$"""
            channels: { hook: { type: webhook, url: "{{sink.Url}}" } }
            routes: [{ name: all, on: "sense.*", send: [{ channel: hook }] }]
            """);
        await app.SendAsync(Sample.Event(execution: "replayed"));
        await app.RunVisibleAsync();
        var dead = app.DeliveryRows().Single(r => r.PartitionKey == "default:failed:replayed");
        dead.Text("State").ShouldBe("dead");

        sink.Answer = _ => 500;
        for (var i = 0; i < 6; i++)
        {
            await app.SendAsync(Sample.Event(execution: $"{i}"));
            await app.RunVisibleAsync();
        }

        app.Services.Circuits.Open.Count.ShouldBe(1);
        var id = new DeliveryReference(dead.PartitionKey, dead.RowKey).ToString();
        (await Call.Async(app.Services.Deliveries.Replay, route: ("id", id))).Status.ShouldBe(202);
        await app.RunVisibleAsync();
        sink.Answer = _ => 200;
        await app.RunAsync(TimeSpan.FromHours(1));

        var row = app.DeliveryRows().Single(r => r.PartitionKey == dead.PartitionKey);
        (row.Text("State"), row.Number("Replay"), row.Number("Attempt")).ShouldBe(("sent", 1L, 1L));
    }
}
