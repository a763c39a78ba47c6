using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Delivering;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Delivering;

/// <summary>
/// A delivery that must be tried again, and that Service Bus will never take, is dead at once; its event is done and the others go out.
/// </summary>
public sealed class OversizedDeliveryTests : IDisposable
{
    private readonly HttpSink sink = new(_ => 500);

    private string Configuration => $$"""
        channels: { a: { type: console }, large: { type: webhook, url: "{{sink.Url}}" } }
        routes:
          - { name: one, on: "sense.*", throttle: { every: 5m, per: task }, send: [{ channel: large }] }
          - { name: two, on: "sense.*", send: [{ channel: a }] }
        """;

    [Fact]
    public Task Killed_at_any_effect_it_is_kept_and_told_once_and_the_other_arrives() => Death.AtEveryEffectAsync(async death =>
    {
        using var app = new App(Configuration);
        app.Bus.Rejects = message => message.Properties.ContainsKey("attempt") && Channel(message.Body) == "large";
        await app.SendAsync(Sample.Event());
        death.Arm(app.Kill);
        await app.RunAsync(TimeSpan.FromHours(1));

        app.Tables.Rows(TableNames.Events).Single(r => r.RowKey == "default:failed:5e9c7a10").Text("State").ShouldBe("done");
        var rows = app.DeliveryRows().Where(r => r.PartitionKey == "default:failed:5e9c7a10").ToList();
        rows.Select(r => (r.Text("Channel"), r.Text("State"), r.Text("Reason"))).ShouldBe(
            [("large", "dead", "Service Bus does not accept it: it is too large"), ("a", "sent", null)], ignoreOrder: true);
        app.DeliveryRows().Count(r => r.PartitionKey == "dead-20310314").ShouldBe(1);
        app.Bus.Sent.Where(s => s.Queue == QueueNames.Events && s.Message.Label == "butler.delivery.dead")
            .Select(s => CloudEvent.Decode(s.Message.Body.Span).Id).Distinct().ShouldHaveSingleItem();
        app.Tables.Rows(TableNames.Throttles).ShouldNotContain(
            r => r.PartitionKey.StartsWith("one", StringComparison.Ordinal), "a dead delivery frees its window");
    }, atLeast: 8);

    [Fact]
    public async Task It_can_be_replayed_once_it_fits()
    {
        using var app = new App(Configuration);
        app.Bus.Rejects = message => message.Properties.ContainsKey("attempt") && Channel(message.Body) == "large";
        await app.SendAsync(Sample.Event());
        await app.RunVisibleAsync();
        app.Bus.Rejects = null;
        sink.Answer = _ => 200;
        var row = app.DeliveryRows().Single(r => r.Text("State") == "dead");
        (await Call.Async(
            app.Services.Deliveries.Replay,
            route: ("id", new DeliveryReference(row.PartitionKey, row.RowKey).ToString()))).Status.ShouldBe(202);
        await app.RunVisibleAsync();
        app.DeliveryRows().Where(r => r.PartitionKey == row.PartitionKey).Select(r => r.Text("State"))
            .ShouldBe(["sent", "sent"]);
    }

    public void Dispose() => sink.Dispose();

    private static string? Channel(ReadOnlyMemory<byte> body) =>
        JsonDocument.Parse(body).RootElement.GetProperty("delivery").GetProperty("channel").GetString();
}
