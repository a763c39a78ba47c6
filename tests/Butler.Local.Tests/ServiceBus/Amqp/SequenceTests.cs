using Azure.Messaging.ServiceBus;

namespace Butler.Local.Tests.ServiceBus.Amqp;

public sealed class SequenceTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scheduled_message_can_be_cancelled_until_it_is_due()
    {
        await using var bench = await AmqpBench.StartAsync();
        var sender = bench.Client.CreateSender("q");
        var due = bench.Time.GetUtcNow().AddMinutes(1);
        var one = await sender.ScheduleMessageAsync(new ServiceBusMessage("one"), due, Cancelled);
        var several = await sender.ScheduleMessagesAsync(
            [new ServiceBusMessage("two"), new ServiceBusMessage("three"), new ServiceBusMessage("four")], due, Cancelled);
        one.ShouldBe(1);
        several.ShouldBe([2, 3, 4]);
        await sender.CancelScheduledMessageAsync(one, Cancelled);
        await sender.CancelScheduledMessagesAsync([2, 3], Cancelled);
        bench.Counts.Scheduled.ShouldBe(1);
        (await Should.ThrowAsync<ServiceBusException>(() => sender.CancelScheduledMessageAsync(one, Cancelled))).Reason
            .ShouldBe(ServiceBusFailureReason.MessageNotFound);
        (await Should.ThrowAsync<ServiceBusException>(() => sender.CancelScheduledMessagesAsync([4, 5], Cancelled))).Reason
            .ShouldBe(ServiceBusFailureReason.MessageNotFound);
        bench.Counts.Scheduled.ShouldBe(1);
        bench.Time.Advance(TimeSpan.FromMinutes(1));

        (await AmqpBench.NextAsync(bench.Client.CreateReceiver("q"))).Body.ToString().ShouldBe("four");
        (await Should.ThrowAsync<ServiceBusException>(() => sender.CancelScheduledMessageAsync(4, Cancelled))).Reason
            .ShouldBe(ServiceBusFailureReason.MessageNotFound);
    }

    [Fact]
    public async Task A_peek_shows_messages_in_every_state_and_changes_none()
    {
        await using var bench = await AmqpBench.StartAsync();
        var sender = bench.Client.CreateSender("q");
        var receiver = bench.Client.CreateReceiver("q");
        await sender.SendMessageAsync(new ServiceBusMessage("deferred"), Cancelled);
        await receiver.DeferMessageAsync(await AmqpBench.NextAsync(receiver), cancellationToken: Cancelled);
        await sender.SendMessageAsync(new ServiceBusMessage("locked"), Cancelled);
        await AmqpBench.NextAsync(receiver);
        await sender.ScheduleMessageAsync(new ServiceBusMessage("scheduled"), bench.Time.GetUtcNow().AddMinutes(1), Cancelled);
        await sender.SendMessageAsync(new ServiceBusMessage("active"), Cancelled);
        var before = bench.Counts;
        var browser = bench.Client.CreateReceiver("q");
        var shown = await browser.PeekMessagesAsync(10, cancellationToken: Cancelled);

        shown.Select(message => (message.Body.ToString(), message.SequenceNumber, message.State, message.DeliveryCount)).ShouldBe(
        [
            ("deferred", 1, ServiceBusMessageState.Deferred, 1),
            ("locked", 2, ServiceBusMessageState.Active, 1),
            ("scheduled", 3, ServiceBusMessageState.Scheduled, 0),
            ("active", 4, ServiceBusMessageState.Active, 0),
        ]);
        (await browser.PeekMessageAsync(cancellationToken: Cancelled)).ShouldBeNull();
        (await browser.PeekMessagesAsync(2, 3, Cancelled)).Select(message => message.SequenceNumber).ShouldBe([3, 4]);
        bench.Counts.ShouldBe(before);
    }

    [Fact]
    public async Task Dead_letters_are_peeked_and_deferred_like_others()
    {
        await using var bench = await AmqpBench.StartAsync();
        await bench.SendAsync("a");
        var receiver = bench.Client.CreateReceiver("q");
        await receiver.DeadLetterMessageAsync(await AmqpBench.NextAsync(receiver), "reason", cancellationToken: Cancelled);
        var dead = bench.Client.CreateReceiver(
            "q", new ServiceBusReceiverOptions { SubQueue = Azure.Messaging.ServiceBus.SubQueue.DeadLetter });
        (await dead.PeekMessageAsync(cancellationToken: Cancelled)).DeadLetterReason.ShouldBe("reason");
        (await receiver.PeekMessageAsync(cancellationToken: Cancelled)).ShouldBeNull();
        var message = await AmqpBench.NextAsync(dead);
        await dead.DeferMessageAsync(message, cancellationToken: Cancelled);
        var deferred = await dead.ReceiveDeferredMessageAsync(message.SequenceNumber, Cancelled);
        await dead.RenewMessageLockAsync(deferred, Cancelled);
        await dead.CompleteMessageAsync(deferred, Cancelled);

        bench.Counts.DeadLettered.ShouldBe(0);
    }
}
