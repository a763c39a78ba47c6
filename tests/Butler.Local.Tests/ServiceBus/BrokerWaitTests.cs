using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.Tests.ServiceBus;

public sealed class BrokerWaitTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_who_wait_are_served_in_the_order_in_which_they_came()
    {
        using var bench = new BrokerBench();
        var first = bench.Broker.ReceiveAsync("q", Minute, Cancelled);
        var second = bench.Broker.ReceiveAsync("q", Minute, Cancelled);
        bench.Broker.Send("q", BrokerBench.Message("a"), BrokerBench.Message("b"));

        BrokerBench.Text((await first)!.Message).ShouldBe("a");
        BrokerBench.Text((await second)!.Message).ShouldBe("b");
    }

    [Fact]
    public async Task A_wait_ends_with_nothing_when_its_time_is_over()
    {
        using var bench = new BrokerBench();
        var wait = bench.Broker.ReceiveAsync("q", Minute, Cancelled);
        bench.Time.Advance(Minute);

        (await wait).ShouldBeNull();
        bench.Send("a");
        bench.Counts.Active.ShouldBe(1);
    }

    [Fact]
    public async Task A_cancelled_wait_takes_no_message()
    {
        using var bench = new BrokerBench();
        using var cancel = new CancellationTokenSource();
        var wait = bench.Broker.ReceiveAsync("q", cancel.Token);
        await cancel.CancelAsync();
        bench.Send("a");

        await Should.ThrowAsync<OperationCanceledException>(() => wait);
        bench.Counts.Active.ShouldBe(1);
    }

    [Fact]
    public async Task A_message_that_comes_as_its_wait_is_cancelled_is_given_back_uncounted()
    {
        using var bench = new BrokerBench();
        using var cancel = new CancellationTokenSource();
        var wait = bench.Broker.ReceiveAsync("q", cancel.Token);

        // The send runs inside the cancellation, before the broker's own registration hears of it.
        using var registration = cancel.Token.UnsafeRegister(_ => bench.Send("a"), null);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => wait);
        bench.Receive()!.DeliveryCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_waiting_receiver_is_woken_by_a_schedule_an_expired_lock_an_abandon_and_a_dead_letter()
    {
        using var bench = new BrokerBench(new QueueOptions { Name = "q", MaxDeliveryCount = 3 });
        bench.Send("a", scheduledIn: Minute);

        var bySchedule = bench.Broker.ReceiveAsync("q", Cancelled);
        bench.Time.Advance(Minute);
        await bySchedule;

        var byExpiredLock = bench.Broker.ReceiveAsync("q", Cancelled);
        bench.Time.Advance(Minute);
        await byExpiredLock;

        var byAbandon = bench.Broker.ReceiveAsync("q", Cancelled);
        bench.Broker.Abandon("q", (await byExpiredLock).LockToken);
        await byAbandon;

        var byDeadLetter = bench.Broker.ReceiveAsync(BrokerBench.DeadLetters, Cancelled);
        bench.Broker.Abandon("q", (await byAbandon).LockToken);
        BrokerBench.Text(await byDeadLetter).ShouldBe("a");
    }

    [Fact]
    public async Task Many_senders_and_receivers_at_once_lose_and_double_nothing()
    {
        using var bench = new BrokerBench();
        const int Each = 500;
        var received = new System.Collections.Concurrent.ConcurrentBag<string>();
        var receivers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                var message = await bench.Broker.ReceiveAsync("q", Cancelled);
                received.Add(BrokerBench.Text(message));
                bench.Broker.Complete("q", message.LockToken).ShouldBeTrue();
            }
        })).ToArray();
        var senders = Enumerable.Range(0, 4).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                bench.Send($"{sender}-{i}");
            }
        }));

        await Task.WhenAll([.. senders, .. receivers]);

        received.Distinct().Count().ShouldBe(4 * Each);
        bench.Counts.ShouldBe(
            new QueueCounts("q", Active: 0, Scheduled: 0, Locked: 0, DeadLettered: 0, Sent: 4 * Each, Completed: 4 * Each, Waiting: 0));
    }
}
