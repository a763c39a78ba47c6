using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.Tests.ServiceBus.Amqp;

public sealed class ReceivingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wait_ends_with_nothing_and_takes_no_message_that_comes_later()
    {
        await using var bench = await AmqpBench.StartAsync();
        var receiver = bench.Client.CreateReceiver("q");
        (await receiver.ReceiveMessagesAsync(5, TimeSpan.FromMilliseconds(200), Cancelled)).ShouldBeEmpty();

        // The client still has credit out, and gives back what nobody waits for.
        await bench.SendAsync("late");
        var received = await AmqpBench.NextAsync(receiver);
        (received.Body.ToString(), received.DeliveryCount).ShouldBe(("late", 1));
    }

    [Fact]
    public async Task A_receiver_that_closes_takes_its_credit_back()
    {
        await using var bench = await AmqpBench.StartAsync();
        var first = bench.Client.CreateReceiver("q");
        (await first.ReceiveMessagesAsync(5, TimeSpan.FromMilliseconds(200), Cancelled)).ShouldBeEmpty();
        await first.CloseAsync(Cancelled);
        await Eventually.TrueAsync(() => bench.Counts.Waiting == 0, "nobody waits");
        await bench.SendAsync("a");

        var received = await AmqpBench.NextAsync(bench.Client.CreateReceiver("q"));
        received.DeliveryCount.ShouldBe(1);
    }

    [Fact]
    public async Task No_more_messages_come_than_were_asked_for()
    {
        await using var bench = await AmqpBench.StartAsync();
        await bench.SendAsync(Enumerable.Range(0, 10).Select(i => $"{i}"));
        var received = new List<string>();
        var receiver = bench.Client.CreateReceiver("q");
        while (received.Count < 4)
        {
            received.AddRange(
                (await receiver.ReceiveMessagesAsync(4 - received.Count, Patience, Cancelled)).Select(message => message.Body.ToString()));
        }

        received.ShouldBe(["0", "1", "2", "3"]);
        (bench.Counts.Locked, bench.Counts.Active).ShouldBe((4, 6));
    }

    [Fact]
    public async Task Prefetched_messages_are_locked_before_they_are_asked_for()
    {
        await using var bench = await AmqpBench.StartAsync();
        await bench.SendAsync(Enumerable.Range(0, 10).Select(i => $"{i}"));
        var receiver = bench.Client.CreateReceiver("q", new ServiceBusReceiverOptions { PrefetchCount = 5 });
        var first = await AmqpBench.NextAsync(receiver);

        first.Body.ToString().ShouldBe("0");
        await Eventually.TrueAsync(() => bench.Counts.Locked >= 5, "five messages are locked");
        await receiver.CompleteMessageAsync(first, Cancelled);
        for (var i = 1; i < 10; i++)
        {
            var next = await AmqpBench.NextAsync(receiver);
            next.Body.ToString().ShouldBe($"{i}");
            await receiver.CompleteMessageAsync(next, Cancelled);
        }

        bench.Counts.Completed.ShouldBe(10);
    }

    [Fact]
    public async Task Receive_and_delete_leaves_nothing_behind()
    {
        await using var bench = await AmqpBench.StartAsync();
        await bench.SendAsync("a", "b", "c");
        var receiver = bench.Client.CreateReceiver(
            "q", new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        var bodies = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            bodies.Add((await AmqpBench.NextAsync(receiver)).Body.ToString());
        }

        bodies.ShouldBe(["a", "b", "c"]);
        bench.Counts.ShouldBe(new QueueCounts("q", Active: 0, Scheduled: 0, Locked: 0, DeadLettered: 0, Sent: 3, Completed: 3, Waiting: 0));
    }

    [Fact]
    public async Task A_waiting_receiver_is_woken_by_a_message_that_falls_due()
    {
        await using var bench = await AmqpBench.StartAsync();
        await bench.Client.CreateSender("q").SendMessageAsync(
            new ServiceBusMessage("due") { ScheduledEnqueueTime = bench.Time.GetUtcNow().AddMinutes(1) }, Cancelled);
        var wait = AmqpBench.NextAsync(bench.Client.CreateReceiver("q"));
        await Eventually.TrueAsync(() => bench.Counts.Waiting == 1, "a receiver waits");
        bench.Time.Advance(TimeSpan.FromMinutes(1));

        var received = await wait;
        (received.Body.ToString(), received.SequenceNumber, received.EnqueuedSequenceNumber).ShouldBe(("due", 2, 1));
        (received.EnqueuedTime, received.ScheduledEnqueueTime)
            .ShouldBe((bench.Time.GetUtcNow(), bench.Time.GetUtcNow()));
    }

    [Fact]
    public async Task A_missing_queue_is_told_to_receivers()
    {
        await using var bench = await AmqpBench.StartAsync();
        var receiver = bench.Client.CreateReceiver("nowhere");

        (await Should.ThrowAsync<ServiceBusException>(() => receiver.ReceiveMessageAsync(Patience, Cancelled))).Reason
            .ShouldBe(ServiceBusFailureReason.MessagingEntityNotFound);
        (await Should.ThrowAsync<ServiceBusException>(() => receiver.PeekMessageAsync(cancellationToken: Cancelled))).Reason
            .ShouldBe(ServiceBusFailureReason.MessagingEntityNotFound);
    }

    [Fact]
    public async Task Sessions_are_refused()
    {
        await using var bench = await AmqpBench.StartAsync();

        await Should.ThrowAsync<NotSupportedException>(() => bench.Client.AcceptNextSessionAsync("q", cancellationToken: Cancelled));
    }

    [Fact]
    public async Task A_processor_handles_each_message_once_while_many_send()
    {
        await using var bench = await AmqpBench.StartAsync();
        const int Senders = 4, Each = 100;
        var handled = new ConcurrentBag<string>();
        var all = new TaskCompletionSource();
        await using var processor = bench.Client.CreateProcessor(
            "q", new ServiceBusProcessorOptions { MaxConcurrentCalls = 8, PrefetchCount = 20 });
        processor.ProcessMessageAsync += args =>
        {
            handled.Add(args.Message.Body.ToString());
            if (handled.Count == Senders * Each)
            {
                all.TrySetResult();
            }

            return Task.CompletedTask;
        };
        processor.ProcessErrorAsync += args =>
        {
            all.TrySetException(args.Exception);
            return Task.CompletedTask;
        };
        await processor.StartProcessingAsync(Cancelled);
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async sender =>
        {
            await using var own = bench.Client.CreateSender("q");
            for (var i = 0; i < Each; i++)
            {
                await own.SendMessageAsync(new ServiceBusMessage($"{sender}-{i}"), Cancelled);
            }
        }));
        await all.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancelled);
        await processor.StopProcessingAsync(Cancelled);

        handled.Distinct().Count().ShouldBe(Senders * Each);
        await Eventually.TrueAsync(() => bench.Counts.Completed == Senders * Each, "all are completed");
        bench.Counts.Locked.ShouldBe(0);
    }
}
