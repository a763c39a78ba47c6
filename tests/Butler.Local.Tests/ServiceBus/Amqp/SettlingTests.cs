using Azure.Messaging.ServiceBus;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.Tests.ServiceBus.Amqp;

public sealed class SettlingTests
{
    private static readonly Dictionary<string, object> Changes = new() { ["attempt"] = 2, ["why"] = "ü" };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_abandoned_message_comes_back_with_what_was_changed()
    {
        await using var bench = await AmqpBench.StartAsync();
        await bench.SendAsync("a");
        var receiver = bench.Client.CreateReceiver("q");
        await receiver.AbandonMessageAsync(await AmqpBench.NextAsync(receiver), Changes, Cancelled);
        var again = await AmqpBench.NextAsync(receiver);

        (again.Body.ToString(), again.DeliveryCount).ShouldBe(("a", 2));
        again.ApplicationProperties.ShouldBe(Changes, ignoreOrder: true);
    }

    [Fact]
    public async Task A_dead_letter_carries_its_reason()
    {
        await using var bench = await AmqpBench.StartAsync();
        await bench.SendAsync("a", "b");
        var receiver = bench.Client.CreateReceiver("q");
        await receiver.DeadLetterMessageAsync(await AmqpBench.NextAsync(receiver), Changes, "reason", "description", Cancelled);
        await receiver.DeadLetterMessageAsync(await AmqpBench.NextAsync(receiver), cancellationToken: Cancelled);
        var dead = bench.Client.CreateReceiver(
            "q", new ServiceBusReceiverOptions { SubQueue = Azure.Messaging.ServiceBus.SubQueue.DeadLetter });
        var first = await AmqpBench.NextAsync(dead);
        var second = await AmqpBench.NextAsync(dead);

        (first.Body.ToString(), first.DeadLetterReason, first.DeadLetterErrorDescription, first.DeadLetterSource)
            .ShouldBe(("a", "reason", "description", null));
        first.ApplicationProperties.ShouldBe(
            new Dictionary<string, object>(Changes) { ["DeadLetterReason"] = "reason", ["DeadLetterErrorDescription"] = "description" },
            ignoreOrder: true);
        (second.Body.ToString(), second.DeadLetterReason, second.DeadLetterErrorDescription).ShouldBe(("b", null, null));
        await dead.CompleteMessageAsync(first, Cancelled);
        await dead.CompleteMessageAsync(second, Cancelled);
        bench.Counts.DeadLettered.ShouldBe(0);
    }

    [Fact]
    public async Task A_message_delivered_too_often_is_dead_lettered_by_the_broker()
    {
        await using var bench = await AmqpBench.StartAsync(new QueueOptions { Name = "q", MaxDeliveryCount = 2 });
        await bench.SendAsync("a");
        var receiver = bench.Client.CreateReceiver("q");
        await receiver.AbandonMessageAsync(await AmqpBench.NextAsync(receiver), cancellationToken: Cancelled);
        await receiver.AbandonMessageAsync(await AmqpBench.NextAsync(receiver), cancellationToken: Cancelled);

        var dead = await AmqpBench.NextAsync(bench.Client.CreateReceiver(AmqpBench.DeadLetters));
        (dead.DeadLetterReason, dead.DeadLetterErrorDescription)
            .ShouldBe(("MaxDeliveryCountExceeded", "Message could not be consumed after 2 delivery attempts."));
    }

    [Fact]
    public async Task Dead_letters_are_forwarded_with_their_source()
    {
        await using var bench = await AmqpBench.StartAsync(
            new QueueOptions { Name = "q", ForwardDeadLetteredMessagesTo = "dead-letters" },
            new QueueOptions { Name = "dead-letters", DuplicateDetectionWindow = null });
        await bench.SendAsync("a");
        var receiver = bench.Client.CreateReceiver("q");
        await receiver.DeadLetterMessageAsync(await AmqpBench.NextAsync(receiver), "reason", "description", Cancelled);
        var forwarded = await AmqpBench.NextAsync(bench.Client.CreateReceiver("dead-letters"));

        (forwarded.Body.ToString(), forwarded.DeadLetterReason, forwarded.DeadLetterErrorDescription, forwarded.DeadLetterSource)
            .ShouldBe(("a", "reason", "description", "q"));
        (forwarded.DeliveryCount, forwarded.SequenceNumber, forwarded.EnqueuedSequenceNumber).ShouldBe((1, 1, 1));
        bench.Counts.ShouldBe(new QueueCounts("q", Active: 0, Scheduled: 0, Locked: 0, DeadLettered: 0, Sent: 1, Completed: 0, Waiting: 0));
    }

    [Fact]
    public async Task A_deferred_message_is_received_by_its_number()
    {
        await using var bench = await AmqpBench.StartAsync();
        await bench.SendAsync("a", "b");
        var receiver = bench.Client.CreateReceiver("q");
        var message = await AmqpBench.NextAsync(receiver);
        await receiver.DeferMessageAsync(message, Changes, Cancelled);
        (await AmqpBench.NextAsync(receiver)).Body.ToString().ShouldBe("b");
        bench.Counts.Deferred.ShouldBe(1);
        var deferred = await receiver.ReceiveDeferredMessageAsync(message.SequenceNumber, Cancelled);

        (deferred.Body.ToString(), deferred.DeliveryCount, deferred.State).ShouldBe(("a", 2, ServiceBusMessageState.Deferred));
        deferred.ApplicationProperties.ShouldBe(Changes, ignoreOrder: true);
        await receiver.AbandonMessageAsync(deferred, cancellationToken: Cancelled);
        bench.Counts.Deferred.ShouldBe(1);
        await receiver.CompleteMessageAsync(await receiver.ReceiveDeferredMessageAsync(message.SequenceNumber, Cancelled), Cancelled);
        (bench.Counts.Deferred, bench.Counts.Completed).ShouldBe((0, 1));
        (await Should.ThrowAsync<ServiceBusException>(() => receiver.ReceiveDeferredMessageAsync(message.SequenceNumber, Cancelled))).Reason
            .ShouldBe(ServiceBusFailureReason.MessageNotFound);
    }

    [Fact]
    public async Task A_deferred_message_is_received_and_deleted()
    {
        await using var bench = await AmqpBench.StartAsync();
        await bench.SendAsync("a");
        var receiver = bench.Client.CreateReceiver("q");
        var message = await AmqpBench.NextAsync(receiver);
        await receiver.DeferMessageAsync(message, cancellationToken: Cancelled);
        var deleting = bench.Client.CreateReceiver(
            "q", new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });

        (await deleting.ReceiveDeferredMessageAsync(message.SequenceNumber, Cancelled)).Body.ToString().ShouldBe("a");
        bench.Counts.Completed.ShouldBe(1);
    }

    [Fact]
    public async Task A_renewed_lock_lasts_from_its_renewal()
    {
        await using var bench = await AmqpBench.StartAsync();
        await bench.SendAsync("a");
        var receiver = bench.Client.CreateReceiver("q");
        var message = await AmqpBench.NextAsync(receiver);
        bench.Time.Advance(TimeSpan.FromSeconds(50));
        await receiver.RenewMessageLockAsync(message, Cancelled);
        message.LockedUntil.ShouldBe(bench.Time.GetUtcNow().AddSeconds(60));
        bench.Time.Advance(TimeSpan.FromSeconds(50));

        await receiver.CompleteMessageAsync(message, Cancelled);
        bench.Counts.Completed.ShouldBe(1);
    }

    [Fact]
    public async Task A_lost_lock_is_told_whatever_its_holder_does()
    {
        await using var bench = await AmqpBench.StartAsync(new QueueOptions { Name = "q", MaxDeliveryCount = 100 });
        await bench.SendAsync("a");
        var receiver = bench.Client.CreateReceiver("q");
        Func<ServiceBusReceivedMessage, Task>[] settlements =
        [
            message => receiver.CompleteMessageAsync(message, Cancelled),
            message => receiver.AbandonMessageAsync(message, cancellationToken: Cancelled),
            message => receiver.DeferMessageAsync(message, cancellationToken: Cancelled),
            message => receiver.DeadLetterMessageAsync(message, cancellationToken: Cancelled),
            message => receiver.RenewMessageLockAsync(message, Cancelled),
        ];
        foreach (var settle in settlements)
        {
            var message = await AmqpBench.NextAsync(receiver);
            bench.Time.Advance(TimeSpan.FromSeconds(60));
            (await Should.ThrowAsync<ServiceBusException>(() => settle(message))).Reason.ShouldBe(ServiceBusFailureReason.MessageLockLost);
        }

        (await AmqpBench.NextAsync(receiver)).DeliveryCount.ShouldBe(settlements.Length + 1);
    }

    [Fact]
    public async Task What_is_settled_is_not_settled_again()
    {
        await using var bench = await AmqpBench.StartAsync();
        await bench.SendAsync("a");
        var receiver = bench.Client.CreateReceiver("q");
        var message = await AmqpBench.NextAsync(receiver);
        await receiver.CompleteMessageAsync(message, Cancelled);

        (await Should.ThrowAsync<ServiceBusException>(() => receiver.CompleteMessageAsync(message, Cancelled))).Reason
            .ShouldBe(ServiceBusFailureReason.MessageLockLost);
        bench.Counts.Completed.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_closed_receiver_took_can_be_settled_by_another()
    {
        await using var bench = await AmqpBench.StartAsync();
        await bench.SendAsync("complete", "abandon", "defer", "dead-letter");
        var first = bench.Client.CreateReceiver("q");
        var messages = new List<ServiceBusReceivedMessage>();
        for (var i = 0; i < 4; i++)
        {
            messages.Add(await AmqpBench.NextAsync(first));
        }

        await first.CloseAsync(Cancelled);
        var other = bench.Client.CreateReceiver("q");
        await other.CompleteMessageAsync(messages[0], Cancelled);
        await other.AbandonMessageAsync(messages[1], Changes, Cancelled);
        await other.DeferMessageAsync(messages[2], Changes, Cancelled);
        await other.DeadLetterMessageAsync(messages[3], Changes, "reason", "description", Cancelled);

        bench.Counts.ShouldBe(
            new QueueCounts("q", Active: 1, Scheduled: 0, Locked: 0, DeadLettered: 1, Sent: 4, Completed: 1, Waiting: 0, Deferred: 1));
        (await AmqpBench.NextAsync(other)).ApplicationProperties.ShouldBe(Changes, ignoreOrder: true);
        var third = bench.Client.CreateReceiver("q");
        (await Should.ThrowAsync<ServiceBusException>(() => third.CompleteMessageAsync(messages[0], Cancelled))).Reason
            .ShouldBe(ServiceBusFailureReason.MessageLockLost);
    }
}
