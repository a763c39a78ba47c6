using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.Tests.ServiceBus;

public sealed class BrokerPersistenceTests
{
    private static readonly QueueOptions Options = new() { Name = BrokerBench.Queue, MaxDeliveryCount = 2 };

    [Fact]
    public void All_that_a_message_carries_survives()
    {
        using var directory = new TempDirectory();
        using var bench = new BrokerBench(Options, directory.Path);
        bench.Broker.Send("q", new OutgoingMessage
        {
            Body = new byte[] { 0, 255, 13, 10 },
            MessageId = "id",
            ContentType = "application/json",
            Label = "Größe",
            CorrelationId = "correlation",
            To = "to",
            ReplyTo = "reply",
            ReplyToSessionId = "reply session",
            SessionId = "session",
            PartitionKey = "session",
            TimeToLive = TimeSpan.FromMinutes(5),
            Properties = new Dictionary<string, object>
            {
                ["text"] = "a \"b\" ü",
                ["whole"] = -3L,
                ["real"] = 2.0,
                ["flag"] = true,
                ["time"] = new DateTimeOffset(2031, 3, 14, 4, 12, 7, TimeSpan.Zero),
                ["narrow"] = 5,
                ["unsigned"] = ulong.MaxValue,
                ["exact"] = 12.34m,
                ["letter"] = 'ß',
                ["id"] = new Guid("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
                ["moment"] = new DateTime(2031, 3, 14, 4, 12, 7, DateTimeKind.Utc),
                ["span"] = TimeSpan.FromSeconds(1.5),
                ["address"] = new Uri("https://example.com/"),
            },
            Sections = new AmqpSections(new byte[] { 1 }, new byte[] { 2, 3 }, new byte[] { 4, 5, 6 }),
        });
        using var copy = directory.AsIfKilled();
        using var again = new BrokerBench(Options, copy.Path, bench.Time);

        var (expected, actual) = (bench.Receive()!, again.Receive()!);
        actual.Body.ToArray().ShouldBe(expected.Body.ToArray());
        actual.Properties.ShouldBe(expected.Properties, ignoreOrder: true);
        Sections(again).ShouldBe([[1], [2, 3], [4, 5, 6]]);
        (actual with { Body = default, Properties = expected.Properties, LockToken = default })
            .ShouldBe(expected with { Body = default, LockToken = default });
    }

    [Fact]
    public void A_log_of_a_version_before_AMQP_is_read()
    {
        using var directory = new TempDirectory();
        File.Copy(Repository.PathOf("tests/Butler.Local.Tests/ServiceBus/before-amqp.log"), Path.Combine(directory.Path, "q.log"));
        using var bench = new BrokerBench(Options, directory.Path);
        var first = bench.Receive()!;

        (BrokerBench.Text(first), first.MessageId, first.Label, first.ContentType, first.SequenceNumber, first.DeliveryCount)
            .ShouldBe(("first", "1", "Größe", "application/json", 1, 2));
        first.Properties.ShouldBe(
            new Dictionary<string, object>
            {
                ["text"] = "a \"b\" ü",
                ["whole"] = -3L,
                ["real"] = 2.0,
                ["flag"] = true,
                ["time"] = new DateTimeOffset(2031, 3, 14, 4, 12, 7, TimeSpan.Zero),
            },
            ignoreOrder: true);
        var dead = bench.Receive(BrokerBench.DeadLetters)!;
        (BrokerBench.Text(dead), dead.Properties["DeadLetterReason"]).ShouldBe(("dead", "MaxDeliveryCountExceeded"));
        bench.Counts.Scheduled.ShouldBe(1);
        using var copy = directory.AsIfKilled();
        using var again = new BrokerBench(Options, copy.Path);
        again.Counts.ShouldBe(bench.Counts with { Active = 0, Locked = 0, DeadLettered = 2 });
    }

    [Fact]
    public void A_log_cut_anywhere_holds_all_that_was_whole_before_the_cut()
    {
        using var directory = new TempDirectory();
        using var bench = new BrokerBench(Options, directory.Path);
        BrokerMessage? locked = null;
        (Action Do, string Then)[] steps =
        [
            (() => { }, "ready [] scheduled 0 dead []"),
            (() => bench.Send("a"), "ready [a1] scheduled 0 dead []"),
            (() => bench.Broker.Send("q", BrokerBench.Message("b"), BrokerBench.Message("c")), "ready [a1 b1 c1] scheduled 0 dead []"),
            (() => bench.Send("d", scheduledIn: TimeSpan.FromSeconds(30)), "ready [a1 b1 c1] scheduled 1 dead []"),
            (() => locked = bench.Receive(), "ready [a2 b1 c1] scheduled 1 dead []"),
            (() => bench.Broker.Complete("q", locked!.LockToken), "ready [b1 c1] scheduled 1 dead []"),
            (() => bench.Time.Advance(TimeSpan.FromSeconds(30)), "ready [b1 c1 d1] scheduled 0 dead []"),
            (() => locked = bench.Receive(), "ready [b2 c1 d1] scheduled 0 dead []"),
            (() => bench.Broker.Abandon("q", locked!.LockToken), "ready [b2 c1 d1] scheduled 0 dead []"),
            (() => locked = bench.Receive(), "ready [c1 d1] scheduled 0 dead [b3]"),
            (() => bench.Broker.Abandon("q", locked!.LockToken), "ready [c1 d1] scheduled 0 dead [b3]"),
            (() => locked = bench.Receive(), "ready [c2 d1] scheduled 0 dead [b3]"),
            (() => bench.Broker.Find("q").Queue.Defer(false, locked!.LockToken, null), "ready [d1] scheduled 0 dead [b3] deferred 1"),
            (() => locked = bench.Broker.Find("q").Queue.ReceiveDeferred(false, [3])![0].Message,
                "ready [d1] scheduled 0 dead [b3] deferred 1"),
            (
                () => bench.Broker.Find("q").Queue.DeadLetter(false, locked!.LockToken, new DeadLetterCause("r", ""), null),
                "ready [d1] scheduled 0 dead [b3 c3]"),
        ];
        var log = Path.Combine(directory.Path, "q.log");
        var start = 0L;
        var before = steps[0].Then;
        foreach (var (step, then) in steps)
        {
            step();
            for (var length = start; length < new FileInfo(log).Length; length++)
            {
                AfterCut(directory, length).ShouldBe(before, $"cut at {length}, before {then}");
            }

            (start, before) = (new FileInfo(log).Length, then);
            AfterCut(directory, start).ShouldBe(then);
        }
    }

    [Fact]
    public void A_changed_byte_ends_the_log_there()
    {
        using var directory = new TempDirectory();
        using var bench = new BrokerBench(Options, directory.Path);
        var log = Path.Combine(directory.Path, "q.log");
        bench.Send("a");
        var length = new FileInfo(log).Length;
        bench.Send("b");
        using var copy = directory.AsIfKilled();
        using (var file = new FileStream(Path.Combine(copy.Path, "q.log"), FileMode.Open))
        {
            file.Position = length + 20;
            file.WriteByte(0xA5);
        }

        using var again = new BrokerBench(Options, copy.Path, bench.Time);
        again.Drain().ShouldBe(["a"]);
    }

    [Fact]
    public void What_was_sent_is_remembered_as_a_duplicate_also_when_it_is_gone()
    {
        using var directory = new TempDirectory();
        using var bench = new BrokerBench(Options, directory.Path);
        bench.Send("a", "id");
        bench.Drain();
        using var copy = directory.AsIfKilled();
        using var again = new BrokerBench(Options, copy.Path, bench.Time);
        using var copyOfCompacted = copy.AsIfKilled();
        using var andAgain = new BrokerBench(Options, copyOfCompacted.Path, bench.Time);
        andAgain.Send("b", "id");
        andAgain.Drain().ShouldBeEmpty();
        bench.Time.Advance(TimeSpan.FromHours(1));
        andAgain.Send("c", "id");

        andAgain.Receive()!.SequenceNumber.ShouldBe(2);
    }

    [Fact]
    public void The_log_is_kept_short_while_messages_come_and_go()
    {
        using var directory = new TempDirectory();
        using var bench = new BrokerBench(Options, directory.Path);
        bench.Send("stays", "stays");
        var stays = bench.Receive()!;
        for (var i = 0; i < 400; i++)
        {
            bench.Broker.Send("q", new OutgoingMessage { Body = new byte[200 * 1024] });
            bench.Broker.Complete("q", bench.Receive()!.LockToken).ShouldBeTrue();
        }

        new FileInfo(Path.Combine(directory.Path, "q.log")).Length.ShouldBeLessThan(20 << 20);
        bench.Broker.Abandon("q", stays.LockToken).ShouldBeTrue();
        using var copy = directory.AsIfKilled();
        using var again = new BrokerBench(Options, copy.Path, bench.Time);
        again.Drain().ShouldBe(["stays"]);
    }

    [Fact]
    public void A_compaction_that_was_killed_leaves_the_old_log_in_force()
    {
        using var directory = new TempDirectory();
        using var bench = new BrokerBench(Options, directory.Path);
        bench.Send("a");
        using var copy = directory.AsIfKilled();
        File.WriteAllText(Path.Combine(copy.Path, "q.log.new"), "half of a ");
        using var again = new BrokerBench(Options, copy.Path, bench.Time);

        again.Drain().ShouldBe(["a"]);
        File.Exists(Path.Combine(copy.Path, "q.log.new")).ShouldBeFalse();
    }

    [Fact]
    public void What_fell_due_while_nothing_ran_happens_at_the_start()
    {
        using var directory = new TempDirectory();
        using var bench = new BrokerBench(Options, directory.Path);
        bench.Send("scheduled", scheduledIn: TimeSpan.FromMinutes(1), timeToLive: TimeSpan.FromMinutes(1));
        bench.Send("expired", timeToLive: TimeSpan.FromMinutes(1));
        using var copy = directory.AsIfKilled();
        bench.Dispose();
        bench.Time.Advance(TimeSpan.FromMinutes(30));
        using var again = new BrokerBench(Options, copy.Path, bench.Time);

        again.Drain().ShouldBe(["scheduled"]);
        again.Drain(BrokerBench.DeadLetters).ShouldBe(["expired"]);
    }

    [Fact]
    public void Two_brokers_do_not_share_a_directory()
    {
        using var directory = new TempDirectory();
        using var bench = new BrokerBench(Options, directory.Path);

        Should.Throw<IOException>(() => new BrokerBench(Options, directory.Path));
    }

    /// <summary>What a broker finds in the first bytes of a log: each message with the delivery that its receiver sees.</summary>
    private static string AfterCut(TempDirectory directory, long length)
    {
        using var copy = directory.AsIfKilled();
        using (var file = new FileStream(Path.Combine(copy.Path, "q.log"), FileMode.Open))
        {
            file.SetLength(length);
        }

        // The clock stands at the beginning, so that nothing falls due but what the log says did.
        using var bench = new BrokerBench(Options, copy.Path);
        var deferred = bench.Counts.Deferred == 0 ? "" : $" deferred {bench.Counts.Deferred}";
        return $"ready [{All(bench, "q")}] scheduled {bench.Counts.Scheduled} dead [{All(bench, BrokerBench.DeadLetters)}]{deferred}";
    }

    private static byte[][] Sections(BrokerBench bench)
    {
        var sections = bench.Broker.Find("q").Queue.Peek(false, 0, 1)[0].Sent.Sections!;
        return [sections.Annotations.ToArray(), sections.Properties.ToArray(), sections.Body.ToArray()];
    }

    private static string All(BrokerBench bench, string entity)
    {
        var all = new List<string>();
        while (bench.Receive(entity) is { } message)
        {
            all.Add($"{BrokerBench.Text(message)}{message.DeliveryCount}");
        }

        return string.Join(' ', all);
    }
}
