using Butler.Local.ServiceBus;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.Tests.ServiceBus;

public sealed class BrokerTests
{
    private static readonly TimeSpan Lock = TimeSpan.FromSeconds(60);

    [Fact]
    public void Messages_come_out_in_the_order_in_which_they_went_in()
    {
        using var bench = new BrokerBench();
        bench.Broker.Send("q", BrokerBench.Message("a"), BrokerBench.Message("b"));
        bench.Send("c");

        bench.Drain().ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void A_received_message_carries_what_its_sender_wrote_and_what_the_broker_knows()
    {
        using var bench = new BrokerBench();
        bench.Broker.Send("q", new OutgoingMessage
        {
            Body = "x"u8.ToArray(),
            MessageId = "id",
            ContentType = "text/plain",
            Label = "label",
            CorrelationId = "correlation",
            To = "to",
            ReplyTo = "reply",
            SessionId = "session",
            PartitionKey = "session",
            Properties = new Dictionary<string, object> { ["schema"] = 1L },
        });

        var message = bench.Receive()!;

        BrokerBench.Text(message).ShouldBe("x");
        (message.MessageId, message.ContentType, message.Label, message.CorrelationId,
            message.To, message.ReplyTo, message.SessionId, message.PartitionKey)
            .ShouldBe(("id", "text/plain", "label", "correlation", "to", "reply", "session", "session"));
        message.Properties.ShouldBe(new Dictionary<string, object> { ["schema"] = 1L });
        (message.SequenceNumber, message.DeliveryCount).ShouldBe((1, 1));
        message.EnqueuedTime.ShouldBe(bench.Time.GetUtcNow());
        message.ExpiresAt.ShouldBe(bench.Time.GetUtcNow() + TimeSpan.FromDays(14));
        message.LockedUntil.ShouldBe(bench.Time.GetUtcNow() + Lock);
    }

    [Fact]
    public void A_locked_message_is_nobody_elses()
    {
        using var bench = new BrokerBench();
        bench.Send("a");
        bench.Receive().ShouldNotBeNull();

        bench.Receive().ShouldBeNull();
        bench.Counts.ShouldBe(new QueueCounts("q", Active: 0, Scheduled: 0, Locked: 1, DeadLettered: 0, Sent: 1, Completed: 0, Waiting: 0));
    }

    [Fact]
    public void An_expired_lock_gives_the_message_back_with_its_delivery_counted()
    {
        using var bench = new BrokerBench();
        bench.Send("a");
        var first = bench.Receive()!;
        bench.Time.Advance(Lock);

        bench.Broker.Complete("q", first.LockToken).ShouldBeFalse();
        bench.Receive()!.DeliveryCount.ShouldBe(2);
    }

    [Fact]
    public void A_renewed_lock_lasts_from_its_renewal()
    {
        using var bench = new BrokerBench();
        bench.Send("a");
        var message = bench.Receive()!;
        bench.Time.Advance(TimeSpan.FromSeconds(59));
        bench.Broker.Renew("q", message.LockToken).ShouldBeTrue();
        bench.Time.Advance(TimeSpan.FromSeconds(59));

        bench.Broker.Complete("q", message.LockToken).ShouldBeTrue();
        bench.Counts.Completed.ShouldBe(1);
    }

    [Fact]
    public void An_abandoned_message_returns_to_its_old_place()
    {
        using var bench = new BrokerBench();
        bench.Send("a");
        bench.Send("b");
        var first = bench.Receive()!;
        bench.Broker.Abandon("q", first.LockToken).ShouldBeTrue();

        bench.Broker.Abandon("q", first.LockToken).ShouldBeFalse();
        bench.Drain().ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_released_message_does_not_count_as_delivered()
    {
        using var bench = new BrokerBench();
        bench.Send("a");
        bench.Broker.Release("q", bench.Receive()!.LockToken).ShouldBeTrue();

        bench.Receive()!.DeliveryCount.ShouldBe(1);
    }

    [Fact]
    public void A_message_handed_out_too_often_goes_to_the_dead_letter_queue_with_the_reason()
    {
        using var bench = new BrokerBench(new QueueOptions { Name = "q", MaxDeliveryCount = 2 });
        bench.Send("a");
        bench.Broker.Abandon("q", bench.Receive()!.LockToken);
        bench.Receive();
        bench.Time.Advance(Lock);

        bench.Receive().ShouldBeNull();
        bench.Receive(BrokerBench.DeadLetters)!.Properties.ShouldBe(new Dictionary<string, object>
        {
            ["DeadLetterReason"] = "MaxDeliveryCountExceeded",
            ["DeadLetterErrorDescription"] = "Message could not be consumed after 2 delivery attempts.",
        });
    }

    [Fact]
    public void A_dead_letter_is_handed_out_again_without_limit_and_never_expires()
    {
        using var bench = new BrokerBench(
            new QueueOptions { Name = "q", MaxDeliveryCount = 1, DefaultTimeToLive = TimeSpan.FromMinutes(5) });
        bench.Send("a");
        bench.Broker.Abandon("q", bench.Receive()!.LockToken);
        for (var i = 0; i < 5; i++)
        {
            bench.Broker.Abandon(BrokerBench.DeadLetters, bench.Receive(BrokerBench.DeadLetters)!.LockToken).ShouldBeTrue();
            bench.Time.Advance(TimeSpan.FromDays(1));
        }

        bench.Drain(BrokerBench.DeadLetters).ShouldBe(["a"]);
    }

    [Fact]
    public void A_scheduled_message_becomes_visible_at_its_time_behind_what_was_sent_before_that()
    {
        using var bench = new BrokerBench();
        bench.Send("later", scheduledIn: TimeSpan.FromMinutes(1));
        bench.Send("now");
        bench.Counts.Scheduled.ShouldBe(1);
        bench.Time.Advance(TimeSpan.FromSeconds(59));
        bench.Counts.Active.ShouldBe(1);
        bench.Time.Advance(TimeSpan.FromSeconds(1));

        bench.Counts.Active.ShouldBe(2);
        bench.Receive();
        var later = bench.Receive()!;
        (later.SequenceNumber, later.EnqueuedTime).ShouldBe((3, bench.Time.GetUtcNow()));
    }

    [Fact]
    public void A_message_scheduled_for_the_past_is_visible_at_once()
    {
        using var bench = new BrokerBench();
        bench.Send("a", scheduledIn: -TimeSpan.FromMinutes(1));

        bench.Drain().ShouldBe(["a"]);
    }

    [Fact]
    public void A_scheduled_messages_life_begins_when_it_becomes_visible()
    {
        using var bench = new BrokerBench();
        bench.Send("a", scheduledIn: TimeSpan.FromMinutes(10), timeToLive: TimeSpan.FromMinutes(1));
        bench.Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(59));
        bench.Counts.Active.ShouldBe(1);
        bench.Time.Advance(TimeSpan.FromSeconds(1));

        bench.Counts.ShouldBe(new QueueCounts("q", Active: 0, Scheduled: 0, Locked: 0, DeadLettered: 1, Sent: 1, Completed: 0, Waiting: 0));
        bench.Receive(BrokerBench.DeadLetters)!.Properties["DeadLetterReason"].ShouldBe("TTLExpiredException");
    }

    [Fact]
    public void An_expired_message_is_dropped_where_the_queue_says_so()
    {
        using var bench = new BrokerBench(new QueueOptions { Name = "q", DeadLetteringOnExpiration = false });
        bench.Send("a", timeToLive: TimeSpan.FromMinutes(1));
        bench.Time.Advance(TimeSpan.FromMinutes(1));

        bench.Counts.ShouldBe(new QueueCounts("q", Active: 0, Scheduled: 0, Locked: 0, DeadLettered: 0, Sent: 1, Completed: 0, Waiting: 0));
    }

    [Fact]
    public void A_message_that_expires_in_its_receivers_hands_may_still_be_completed_but_does_not_return()
    {
        using var bench = new BrokerBench();
        bench.Send("kept", timeToLive: TimeSpan.FromSeconds(10));
        bench.Send("given back", timeToLive: TimeSpan.FromSeconds(10));
        var (kept, givenBack) = (bench.Receive()!, bench.Receive()!);
        bench.Time.Advance(TimeSpan.FromSeconds(30));

        bench.Broker.Complete("q", kept.LockToken).ShouldBeTrue();
        bench.Broker.Abandon("q", givenBack.LockToken).ShouldBeTrue();
        bench.Drain().ShouldBeEmpty();
        bench.Drain(BrokerBench.DeadLetters).ShouldBe(["given back"]);
    }

    [Fact]
    public void A_message_cannot_ask_for_more_life_than_the_queue_gives()
    {
        using var bench = new BrokerBench(new QueueOptions { Name = "q", DefaultTimeToLive = TimeSpan.FromMinutes(5) });
        bench.Send("a", timeToLive: TimeSpan.MaxValue);

        bench.Receive()!.ExpiresAt.ShouldBe(bench.Time.GetUtcNow() + TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void An_equal_message_id_is_dropped_within_the_window_also_while_the_first_is_scheduled_or_gone()
    {
        using var bench = new BrokerBench();
        bench.Send("first", "id", scheduledIn: TimeSpan.FromMinutes(10));
        bench.Send("second", "id");
        bench.Broker.Send(
            "q", BrokerBench.Message("third", "id"), BrokerBench.Message("other", "id2"), BrokerBench.Message("again", "id2"));
        bench.Drain().ShouldBe(["other"]);
        bench.Time.Advance(TimeSpan.FromMinutes(10));
        bench.Drain().ShouldBe(["first"]);
        bench.Time.Advance(TimeSpan.FromMinutes(49));
        bench.Send("fourth", "id");
        bench.Drain().ShouldBeEmpty();
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        bench.Send("fifth", "id");

        bench.Drain().ShouldBe(["fifth"]);
    }

    [Fact]
    public void Without_duplicate_detection_equal_ids_are_all_taken()
    {
        using var bench = new BrokerBench(new QueueOptions { Name = "q", DuplicateDetectionWindow = null });
        bench.Send("a", "id");
        bench.Broker.Send("q", BrokerBench.Message("b", "id"), BrokerBench.Message("c", "id"));

        bench.Drain().ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void A_batch_is_taken_whole_or_not_at_all()
    {
        using var bench = new BrokerBench(new QueueOptions { Name = "q", MaxMessageBytes = 1000 });
        var fault = Should.Throw<BrokerException>(() =>
            bench.Broker.Send("q", BrokerBench.Message("a"), BrokerBench.Message(new string('b', 1000))));

        fault.Fault.ShouldBe(BrokerFault.TooLarge);
        bench.Drain().ShouldBeEmpty();
    }

    [Fact]
    public void Properties_count_towards_the_size_and_have_a_limit_of_their_own()
    {
        using var bench = new BrokerBench();
        var properties = new Dictionary<string, object> { ["p"] = new string('x', (64 * 1024) - 1) };
        bench.Broker.Send("q", new OutgoingMessage { Body = new byte[192 * 1024], Properties = properties });

        Should.Throw<BrokerException>(
            () => bench.Broker.Send("q", new OutgoingMessage { Body = new byte[(192 * 1024) + 1], Properties = properties }))
            .Fault.ShouldBe(BrokerFault.TooLarge);
        properties["q"] = true;
        Should.Throw<BrokerException>(() => bench.Broker.Send("q", new OutgoingMessage { Body = default, Properties = properties }))
            .Fault.ShouldBe(BrokerFault.TooLarge);
    }

    [Fact]
    public void A_full_queue_takes_no_more_until_something_is_completed()
    {
        using var bench = new BrokerBench(new QueueOptions { Name = "q", MaxQueueBytes = 10 });
        bench.Send(new string('a', 10));
        Should.Throw<BrokerException>(() => bench.Send("b")).Fault.ShouldBe(BrokerFault.QuotaExceeded);
        bench.Drain();
        bench.Send("b");

        bench.Drain().ShouldBe(["b"]);
    }

    [Fact]
    public void A_malformed_message_is_refused()
    {
        using var bench = new BrokerBench();
        OutgoingMessage[] malformed =
        [
            BrokerBench.Message("a", new string('x', 129)),
            BrokerBench.Message("a", ""),
            BrokerBench.Message("a") with { TimeToLive = TimeSpan.Zero },
            BrokerBench.Message("a") with { SessionId = "x", PartitionKey = "y" },
        ];

        foreach (var message in malformed)
        {
            Should.Throw<BrokerException>(() => bench.Broker.Send("q", message)).Fault.ShouldBe(BrokerFault.BadRequest);
        }

        Should.Throw<BrokerException>(() => bench.Broker.Send(BrokerBench.DeadLetters, BrokerBench.Message("a"))).Fault
            .ShouldBe(BrokerFault.BadRequest);
    }

    [Fact]
    public void Names_are_compared_without_case_and_an_unknown_one_is_told()
    {
        using var bench = new BrokerBench();
        bench.Broker.Send("Q", BrokerBench.Message("a"));

        bench.Drain().ShouldBe(["a"]);
        Should.Throw<BrokerException>(() => bench.Broker.Send("nowhere", BrokerBench.Message("a"))).Fault.ShouldBe(BrokerFault.NoSuchQueue);
    }

    [Fact]
    public void A_complete_that_names_another_message_finds_no_lock()
    {
        using var bench = new BrokerBench();
        bench.Send("a", "id");
        var message = bench.Receive()!;

        bench.Broker.Complete("q", "other", message.LockToken).ShouldBeFalse();
        bench.Broker.Complete("q", "2", message.LockToken).ShouldBeFalse();
        bench.Broker.Renew("q", "1", message.LockToken).ShouldBeTrue();
        bench.Broker.Complete("q", "id", message.LockToken).ShouldBeTrue();
    }

    [Fact]
    public void The_designs_queues_are_one_road_for_all_one_for_each_relay_and_one_for_dead_letters() =>
        DesignQueues.For("node-1", "node-2")
            .Select(queue => (queue.Name, queue.ForwardDeadLetteredMessagesTo, queue.DuplicateDetectionWindow?.TotalHours))
            .ShouldBe([
                ("events", "dead-letters", 1), ("deliveries", "dead-letters", 1),
                ("timers", "dead-letters", 1), ("commands-node-1", "dead-letters", 1),
                ("commands-node-2", "dead-letters", 1), ("replies", "dead-letters", 1), ("dead-letters", null, null),
            ]);
}
