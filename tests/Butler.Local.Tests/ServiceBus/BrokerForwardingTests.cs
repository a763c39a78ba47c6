using Butler.Local.ServiceBus.Queues;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Local.Tests.ServiceBus;

public sealed class BrokerForwardingTests
{
    private const string Target = "dead-letters";

    private static readonly QueueOptions Source = new()
    {
        Name = "q",
        MaxDeliveryCount = 1,
        ForwardDeadLetteredMessagesTo = "Dead-Letters",
    };

    private static readonly QueueOptions Collecting = new() { Name = Target, DuplicateDetectionWindow = null };

    [Fact]
    public void Whatever_the_reason_a_dead_letter_is_moved_with_it()
    {
        using var broker = Start(out var time);
        broker.Send("q", BrokerBench.Message("delivered too often"));
        broker.Abandon("q", Receive(broker, "q")!.LockToken);
        broker.Send("q", BrokerBench.Message("expired") with { TimeToLive = TimeSpan.FromMinutes(1) });
        time.Advance(TimeSpan.FromMinutes(1));

        Describe(broker).ShouldBe(
            ["delivered too often: MaxDeliveryCountExceeded from q, was 1", "expired: TTLExpiredException from q, was 2"]);
        broker.Snapshot()[0].DeadLettered.ShouldBe(0);
    }

    [Fact]
    public void The_life_of_a_moved_message_begins_anew_and_ends_in_the_targets_own_dead_letter_queue()
    {
        using var broker = Start(out var time);
        broker.Send("q", BrokerBench.Message("a") with { TimeToLive = TimeSpan.FromMinutes(1) });
        time.Advance(TimeSpan.FromMinutes(1));
        broker.Snapshot()[1].Active.ShouldBe(1);
        time.Advance(TimeSpan.FromMinutes(1));

        var dead = Receive(broker, Target + "/$DeadLetterQueue")!;
        (BrokerBench.Text(dead), dead.Properties["DeadLetterReason"], dead.DeadLetterSource).ShouldBe(("a", "TTLExpiredException", "q"));
    }

    [Fact]
    public void A_dead_letter_waits_while_its_target_is_full()
    {
        using var broker = Start(out var time, Collecting with { MaxQueueBytes = 1000 });
        broker.Send(Target, BrokerBench.Message(new string('x', 990)));
        broker.Send("q", BrokerBench.Message("waits"));
        broker.Abandon("q", Receive(broker, "q")!.LockToken);
        (broker.Snapshot()[0].DeadLettered, broker.Snapshot()[1].Active).ShouldBe((1, 1));
        broker.Complete(Target, Receive(broker, Target)!.LockToken);
        time.Advance(TimeSpan.FromSeconds(1));

        Describe(broker).ShouldBe(["waits: MaxDeliveryCountExceeded from q, was 1"]);
        broker.Snapshot()[0].DeadLettered.ShouldBe(0);
    }

    [Fact]
    public void A_broker_killed_while_it_moves_a_dead_letter_neither_loses_nor_doubles_it()
    {
        using var directory = new TempDirectory();
        using var broker = Start(out _, Collecting, directory.Path);
        broker.Send("q", BrokerBench.Message("a"));
        var log = Path.Combine(directory.Path, "q.log");
        var locked = Receive(broker, "q")!;
        var before = new FileInfo(log).Length;
        broker.Abandon("q", locked.LockToken);
        for (var length = before; length <= new FileInfo(log).Length; length++)
        {
            // The target's log is written in between, so it may be there or not for as long as the source's says "dead".
            using var copy = directory.AsIfKilled();
            using (var file = new FileStream(Path.Combine(copy.Path, "q.log"), FileMode.Open))
            {
                file.SetLength(length);
            }

            using var again = Start(out _, Collecting, copy.Path);
            Describe(again).ShouldBe(["a: MaxDeliveryCountExceeded from q, was 1"]);
            again.Snapshot()[0].ShouldBe(
                new QueueCounts("q", Active: 0, Scheduled: 0, Locked: 0, DeadLettered: 0, Sent: 0, Completed: 0, Waiting: 0));
        }
    }

    [Fact]
    public void A_broker_killed_before_it_moved_a_dead_letter_moves_it_at_the_start()
    {
        using var directory = new TempDirectory();
        using (var without = new Broker(
            [Source with { ForwardDeadLetteredMessagesTo = null }], new FakeTime(), NullLogger.Instance, directory.Path))
        {
            without.Send("q", BrokerBench.Message("a"));
            without.Abandon("q", Receive(without, "q")!.LockToken);
        }

        using var broker = Start(out _, Collecting, directory.Path);
        Describe(broker).ShouldBe(["a: MaxDeliveryCountExceeded from q, was 1"]);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("q")]
    [InlineData("dead-letters/$DeadLetterQueue")]
    public void A_target_must_be_another_queue_that_keeps_its_own(string target) =>
        Should.Throw<ArgumentException>(() => new Broker(
            [Source with { ForwardDeadLetteredMessagesTo = target }, Collecting], new FakeTime(), NullLogger.Instance));

    private static Broker Start(out FakeTime time, QueueOptions? target = null, string? directory = null) =>
        new([Source, target ?? Collecting], time = new FakeTime(), NullLogger.Instance, directory);

    private static BrokerMessage? Receive(Broker broker, string entity) =>
        broker.ReceiveAsync(entity, TimeSpan.Zero, CancellationToken.None).AsTask().Result?.Message;

    private static List<string> Describe(Broker broker)
    {
        var found = new List<string>();
        while (Receive(broker, Target) is { } message)
        {
            var (reason, source, number) =
                (message.Properties["DeadLetterReason"], message.DeadLetterSource, message.EnqueuedSequenceNumber);
            found.Add($"{BrokerBench.Text(message)}: {reason} from {source}, was {number}");
        }

        return found;
    }
}
