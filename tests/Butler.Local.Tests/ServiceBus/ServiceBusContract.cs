using System.Text;
using Butler.Core.Azure.ServiceBus;
using Butler.Local.ServiceBus.Queues;
using Butler.Tests;

namespace Butler.Local.Tests.ServiceBus;

/// <summary>What the product's client does against the emulator, through every call and every fault that it knows.</summary>
public abstract class ServiceBusContract
{
    /// <summary>How long a message may take that is there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    private protected abstract IServiceBus Connect(string connectionString);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_makes_the_round_with_all_it_carries()
    {
        await using var bench = await StartAsync();
        var client = Client(bench);
        await client.SendAsync("q", Message("a") with
        {
            Label = "Größe",
            CorrelationId = "c",
            Properties = new Dictionary<string, object> { ["bx-text"] = "ü \"x\"", ["bx-whole"] = 5L, ["bx-flag"] = true },
        }, Cancelled);
        var received = (await client.ReceiveAsync("q", Patience, Cancelled))!;

        (Encoding.UTF8.GetString(received.Body.Span), received.MessageId, received.Label, received.CorrelationId, received.DeliveryCount)
            .ShouldBe(("a", "a", "Größe", "c", 1));
        (received.EnqueuedTime, received.LockedUntil).ShouldBe((bench.Time.GetUtcNow(), bench.Time.GetUtcNow().AddSeconds(60)));
        received.Properties.Where(property => property.Key.StartsWith("bx-", StringComparison.Ordinal)).ToDictionary()
            .ShouldBe(
                new Dictionary<string, object> { ["bx-text"] = "ü \"x\"", ["bx-whole"] = 5L, ["bx-flag"] = true }, ignoreOrder: true);
        await client.RenewAsync(received, Cancelled);
        await client.AbandonAsync(received, Cancelled);
        await client.CompleteAsync((await client.ReceiveAsync("q", Patience, Cancelled))!, Cancelled);
        (await client.ReceiveAsync("q", TimeSpan.Zero, Cancelled)).ShouldBeNull();
    }

    [Fact]
    public async Task A_scheduled_message_with_a_short_life_ends_in_the_dead_letter_queue()
    {
        await using var bench = await StartAsync();
        var client = Client(bench);
        await client.SendAsync("q", Message("a") with
        {
            ScheduledEnqueueTime = bench.Time.GetUtcNow().AddMinutes(1),
            TimeToLive = TimeSpan.FromMinutes(1),
        }, Cancelled);
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        var dead = (await client.ReceiveAsync("q/$DeadLetterQueue", Patience, Cancelled))!;

        dead.Properties["DeadLetterReason"].ShouldBe("TTLExpiredException");
        await client.CompleteAsync(dead, Cancelled);
        bench.Counts.DeadLettered.ShouldBe(0);
    }

    [Fact]
    public async Task Of_a_batch_only_the_message_that_can_never_be_sent_is_left_out()
    {
        await using var bench = await StartAsync();
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
    public async Task Of_a_batch_a_malformed_message_is_left_out_too_and_the_order_is_kept()
    {
        await using var bench = await StartAsync();
        var client = Client(bench);
        var rejected = await client.SendBatchAsync(
            "q", [Message("first"), Message(new string('i', 129)), Message("second"), Message("third")], Cancelled);

        rejected.ShouldHaveSingleItem().Message.MessageId.Length.ShouldBe(129);
        var ids = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            var received = (await client.ReceiveAsync("q", Patience, Cancelled))!;
            ids.Add(received.MessageId);
            await client.CompleteAsync(received, Cancelled);
        }

        ids.ShouldBe(["first", "second", "third"]);
    }

    [Fact]
    public async Task An_empty_batch_sends_nothing()
    {
        await using var bench = await StartAsync();
        (await Client(bench).SendBatchAsync("q", [], Cancelled)).ShouldBeEmpty();
        bench.Counts.Sent.ShouldBe(0);
    }

    [Fact]
    public async Task Properties_come_back_as_the_types_that_every_way_has()
    {
        await using var bench = await StartAsync();
        var client = Client(bench);
        await client.SendAsync("q", Message("a") with
        {
            Properties = new Dictionary<string, object>
            {
                ["bx-int"] = 5,
                ["bx-float"] = 1.5f,
                ["bx-whole"] = 2.0,
                ["bx-half"] = "a\ud800b",
                ["bx-off"] = false,
            },
        }, Cancelled);
        var received = (await client.ReceiveAsync("q", Patience, Cancelled))!;

        received.Properties.Where(property => property.Key.StartsWith("bx-", StringComparison.Ordinal)).ToDictionary().ShouldBe(
            new Dictionary<string, object>
            {
                ["bx-int"] = 5L,
                ["bx-float"] = 1.5,
                ["bx-whole"] = 2.0,
                ["bx-half"] = "a\ufffdb",
                ["bx-off"] = false,
            },
            ignoreOrder: true);
        received.Properties["BX-INT"].ShouldBe(5L);
        await Should.ThrowAsync<ArgumentException>(() => client.SendAsync(
            "q", Message("b") with { Properties = new Dictionary<string, object> { ["bx-other"] = new object() } }, Cancelled));
    }

    [Fact]
    public async Task A_wait_for_a_message_can_be_cancelled()
    {
        await using var bench = await StartAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var wait = Client(bench).ReceiveAsync("q", TimeSpan.FromSeconds(50), cancel.Token);
        await Eventually.TrueAsync(() => bench.Counts.Waiting == 1, "it waits");
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task A_client_outlives_an_outage_also_one_at_its_start()
    {
        var bench = await StartAsync();
        var connection = bench.Emulator.ConnectionString;
        var port = bench.Emulator.Port;
        await bench.DisposeAsync();
        var client = Connect(connection);
        (await FaultAsync(() => client.SendAsync("q", Message("a"), Cancelled))).ShouldBe(ServiceBusFault.Unavailable);
        (await FaultAsync(() => client.ReceiveAsync("q", TimeSpan.FromSeconds(1), Cancelled))).ShouldBe(ServiceBusFault.Unavailable);
        await using var again = await EmulatorBench.StartAsync(null, bench.Time, port);
        await client.SendAsync("q", Message("a"), Cancelled);

        (await client.ReceiveAsync("q", Patience, Cancelled))!.MessageId.ShouldBe("a");
    }

    [Fact]
    public async Task Many_calls_at_once_lose_and_double_nothing()
    {
        await using var bench = await StartAsync();
        var client = Client(bench);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => client.SendAsync("q", Message($"{i}"), Cancelled)));
        var received = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            var message = (await client.ReceiveAsync("q", TimeSpan.FromSeconds(50), Cancelled))!;
            await client.CompleteAsync(message, Cancelled);
            return message.MessageId;
        }));

        received.Distinct().Count().ShouldBe(100);
        bench.Counts.ShouldBe(
            new QueueCounts("q", Active: 0, Scheduled: 0, Locked: 0, DeadLettered: 0, Sent: 100, Completed: 100, Waiting: 0));
    }

    [Fact]
    public async Task Each_fault_is_understood()
    {
        await using var bench = await StartAsync(new QueueOptions { Name = "q", MaxQueueBytes = 300_000 });
        var client = Client(bench);
        (await FaultAsync(() => client.SendAsync("nowhere", Message("a"), Cancelled))).ShouldBe(ServiceBusFault.NoSuchQueue);
        (await FaultAsync(() => client.SendAsync("q", Message("a", new string('x', 300_000)), Cancelled)))
            .ShouldBe(ServiceBusFault.TooLarge);
        (await FaultAsync(() => client.SendAsync("q", Message(new string('i', 129)), Cancelled))).ShouldBe(ServiceBusFault.BadRequest);
        await client.SendAsync("q", Message("a", new string('x', 200_000)), Cancelled);
        (await FaultAsync(() => client.SendAsync("q", Message("b", new string('x', 200_000)), Cancelled)))
            .ShouldBe(ServiceBusFault.QuotaExceeded);

        var locked = (await client.ReceiveAsync("q", Patience, Cancelled))!;
        bench.Time.Advance(TimeSpan.FromSeconds(60));
        (await FaultAsync(() => client.CompleteAsync(locked, Cancelled))).ShouldBe(ServiceBusFault.LockLost);

        var stranger = Client(bench, bench.Emulator.ConnectionString.Replace(EmulatorBench.Key, "d3Jvbmc=", StringComparison.Ordinal));
        (await FaultAsync(() => stranger.SendAsync("q", Message("c"), Cancelled))).ShouldBe(ServiceBusFault.Unauthorized);
    }

    /// <summary>An emulator on a clock that starts at the real time, by which one of the clients makes its tokens.</summary>
    private static Task<EmulatorBench> StartAsync(QueueOptions? options = null) => EmulatorBench.StartAsync(options, FakeTime.FromNow());

    private IServiceBus Client(EmulatorBench bench, string? connection = null) =>
        Connect(connection ?? bench.Emulator.ConnectionString);

    private static QueueMessage Message(string id, string? body = null) =>
        new() { Body = Encoding.UTF8.GetBytes(body ?? id), MessageId = id };

    private static async Task<ServiceBusFault> FaultAsync(Func<Task> call) => (await Should.ThrowAsync<BusException>(call)).Fault;
}
