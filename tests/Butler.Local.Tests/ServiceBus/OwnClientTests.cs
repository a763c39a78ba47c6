using System.Text;
using Butler.Core.Azure.ServiceBus;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.Tests.ServiceBus;

/// <summary>The product's own client against the emulator, through every call and every fault that it knows.</summary>
public sealed class OwnClientTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_makes_the_round_with_all_it_carries()
    {
        await using var bench = await EmulatorBench.StartAsync();
        var client = Client(bench);
        await client.SendAsync("q", Message("a") with
        {
            Label = "Größe",
            CorrelationId = "c",
            Properties = new Dictionary<string, object> { ["bx-text"] = "ü \"x\"", ["bx-whole"] = 5L, ["bx-flag"] = true },
        }, Cancelled);
        var received = (await client.ReceiveAsync("q", TimeSpan.Zero, Cancelled))!;

        (Encoding.UTF8.GetString(received.Body.Span), received.MessageId, received.Label, received.CorrelationId, received.DeliveryCount)
            .ShouldBe(("a", "a", "Größe", "c", 1));
        (received.EnqueuedTime, received.LockedUntil).ShouldBe((bench.Time.GetUtcNow(), bench.Time.GetUtcNow().AddSeconds(60)));
        received.Properties.Where(property => property.Key.StartsWith("bx-", StringComparison.Ordinal)).ToDictionary()
            .ShouldBe(new Dictionary<string, object> { ["bx-text"] = "ü \"x\"", ["bx-whole"] = 5L, ["bx-flag"] = true }, ignoreOrder: true);
        await client.RenewAsync(received, Cancelled);
        await client.AbandonAsync(received, Cancelled);
        await client.CompleteAsync((await client.ReceiveAsync("q", TimeSpan.Zero, Cancelled))!, Cancelled);
        (await client.ReceiveAsync("q", TimeSpan.Zero, Cancelled)).ShouldBeNull();
    }

    [Fact]
    public async Task A_scheduled_message_with_a_short_life_ends_in_the_dead_letter_queue()
    {
        await using var bench = await EmulatorBench.StartAsync();
        var client = Client(bench);
        await client.SendAsync("q", Message("a") with
        {
            ScheduledEnqueueTime = bench.Time.GetUtcNow().AddMinutes(1),
            TimeToLive = TimeSpan.FromMinutes(1),
        }, Cancelled);
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        var dead = (await client.ReceiveAsync("q/$DeadLetterQueue", TimeSpan.Zero, Cancelled))!;

        dead.Properties["DeadLetterReason"].ShouldBe("TTLExpiredException");
        await client.CompleteAsync(dead, Cancelled);
        bench.Counts.DeadLettered.ShouldBe(0);
    }

    [Fact]
    public async Task Of_a_batch_only_the_message_that_can_never_be_sent_is_left_out()
    {
        await using var bench = await EmulatorBench.StartAsync();
        QueueMessage[] messages =
        [
            .. Enumerable.Range(0, 30).Select(i => Message($"small {i}", new string('s', 30_000))),
            Message("large", new string('x', 300_000)),
            Message("last"),
        ];
        var rejected = await Client(bench).SendBatchAsync("q", messages, Cancelled);

        rejected.Select(one => one.Message.MessageId).ShouldBe(["large"]);
        bench.Counts.Active.ShouldBe(31);
    }

    [Fact]
    public async Task Each_fault_is_understood()
    {
        await using var bench = await EmulatorBench.StartAsync(new QueueOptions { Name = "q", MaxQueueBytes = 300_000 });
        var client = Client(bench);
        (await FaultAsync(() => client.SendAsync("nowhere", Message("a"), Cancelled))).ShouldBe(ServiceBusFault.NoSuchQueue);
        (await FaultAsync(() => client.SendAsync("q", Message("a", new string('x', 300_000)), Cancelled)))
            .ShouldBe(ServiceBusFault.TooLarge);
        (await FaultAsync(() => client.SendAsync("q", Message(new string('i', 129)), Cancelled))).ShouldBe(ServiceBusFault.BadRequest);
        await client.SendAsync("q", Message("a", new string('x', 200_000)), Cancelled);
        (await FaultAsync(() => client.SendAsync("q", Message("b", new string('x', 200_000)), Cancelled)))
            .ShouldBe(ServiceBusFault.QuotaExceeded);

        var locked = (await client.ReceiveAsync("q", TimeSpan.Zero, Cancelled))!;
        bench.Time.Advance(TimeSpan.FromSeconds(60));
        (await FaultAsync(() => client.CompleteAsync(locked, Cancelled))).ShouldBe(ServiceBusFault.LockLost);

        var stranger = Client(bench, bench.Emulator.ConnectionString.Replace(EmulatorBench.Key, "d3Jvbmc=", StringComparison.Ordinal));
        (await FaultAsync(() => stranger.SendAsync("q", Message("c"), Cancelled))).ShouldBe(ServiceBusFault.Unauthorized);
    }

    private static ServiceBusRestClient Client(EmulatorBench bench, string? connection = null) =>
        new(ServiceBusConnection.Parse(connection ?? bench.Emulator.ConnectionString, bench.Time), retries: 0);

    private static QueueMessage Message(string id, string? body = null) =>
        new() { Body = Encoding.UTF8.GetBytes(body ?? id), MessageId = id };

    private static async Task<ServiceBusFault> FaultAsync(Func<Task> call) => (await Should.ThrowAsync<ServiceBusException>(call)).Fault;
}
