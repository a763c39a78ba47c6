using Butler.RelayAgent.Journal;

namespace Butler.RelayAgent.Tests.Journal;

public sealed class DatagramJournalTests
{
    private readonly CrashDisk disk = new();

    [Fact]
    public void Records_come_back_in_order_with_all_they_held()
    {
        using var run = new JournalRun(disk);

        run.Append("a", "b");
        run.Append("");
        run.Append(new string('z', 65_535));

        run.ReadAll().ShouldBe([(1, "a"), (2, "b"), (3, ""), (4, new string('z', 65_535))]);
        run.ReadAll().ShouldBeEmpty();
    }

    [Fact]
    public void What_is_not_acknowledged_comes_back_after_a_restart()
    {
        using (var first = new JournalRun(disk))
        {
            first.Append("a", "b", "c");
            first.Journal.Acknowledge(1);
        }

        using var second = new JournalRun(disk);
        second.Journal.Waiting.ShouldBe(2);
        second.ReadAll().ShouldBe([(2, "b"), (3, "c")]);
        second.Append("d");
        second.ReadAll().ShouldBe([(4, "d")]);
    }

    [Fact]
    public void Acknowledged_segments_are_removed_once_the_checkpoint_is_on_disk()
    {
        using var run = new JournalRun(disk);
        for (var i = 0; i < 30; i++)
        {
            run.Append("a datagram of some length");
        }

        var before = Segments().Count;
        run.Journal.Acknowledge(29);
        Segments().Count.ShouldBe(before);
        run.Journal.Sync();

        before.ShouldBeGreaterThan(3);
        Segments().Count.ShouldBe(1);
        run.Journal.Waiting.ShouldBe(1);
    }

    [Fact]
    public void A_full_journal_refuses_and_keeps_what_it_has_until_there_is_room()
    {
        using var run = new JournalRun(disk, new JournalLimits(MaxBytes: 1000, SegmentBytes: 400));
        var accepted = 0;
        while (run.Append($"datagram {accepted:D3}") == AppendOutcome.Accepted)
        {
            accepted++;
        }

        run.Append("one more").ShouldBe(AppendOutcome.Full);
        run.ReadAll().Select(record => record.Text).ShouldBe(Enumerable.Range(0, accepted).Select(i => $"datagram {i:D3}"));
        run.Journal.Acknowledge(accepted);
        run.Journal.Sync();
        run.Append("there is room").ShouldBe(AppendOutcome.Accepted);
        run.ReadAll().ShouldBe([(accepted + 1, "there is room")]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void A_write_that_fails_halfway_accepts_nothing_and_spoils_nothing(double tornAt)
    {
        using (var run = new JournalRun(disk))
        {
            run.Append("a");
            (disk.IsFull, disk.TornAt) = (true, tornAt);
            Should.Throw<IOException>(() => run.Append("lost"));
            Should.Throw<IOException>(() => run.Append("lost"));
            disk.IsFull = false;
            run.Append("b");
            run.ReadAll().ShouldBe([(1, "a"), (2, "b")]);
        }

        using var second = new JournalRun(disk);
        second.ReadAll().ShouldBe([(1, "a"), (2, "b")]);
        second.Journal.Damaged.ShouldBe(0);
    }

    [Fact]
    public void Damage_in_the_middle_costs_only_what_was_damaged_and_is_counted_and_kept()
    {
        using (var first = new JournalRun(disk))
        {
            for (var i = 1; i <= 20; i++)
            {
                first.Append($"datagram {i:D2}");
            }
        }

        var damaged = Segments()[1];
        disk.Damage(damaged, SegmentFormat.HeaderSize + 20, 60);

        using var second = new JournalRun(disk);
        var read = second.ReadAll().ConvertAll(record => record.Sequence);

        read.Count.ShouldBe(18);
        read.ShouldBe(read.Order());
        second.Journal.Damaged.ShouldBe(2);
        disk.List().ShouldContain(name => name.EndsWith(".damaged"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_segment_whose_header_is_damaged_is_read_all_the_same(int which)
    {
        using (var first = new JournalRun(disk))
        {
            for (var i = 1; i <= 20; i++)
            {
                first.Append($"datagram {i:D2}");
            }
        }

        disk.Damage(Segments()[which], 0, SegmentFormat.HeaderSize);

        using var second = new JournalRun(disk);
        second.ReadAll().Count.ShouldBe(20);
        second.Journal.Damaged.ShouldBe(0);
    }

    [Fact]
    public void Damage_in_the_last_segment_does_not_cost_what_follows_it()
    {
        using (var first = new JournalRun(disk, new JournalLimits(100_000, 100_000)))
        {
            for (var i = 1; i <= 20; i++)
            {
                first.Append($"datagram {i:D2}");
            }
        }

        disk.Damage(Segments()[0], 380, 10);

        using var second = new JournalRun(disk);
        second.ReadAll().Count.ShouldBe(19);
        second.Journal.Damaged.ShouldBe(1);
        second.Append("next");
        second.ReadAll().ShouldBe([(21, "next")]);
    }

    [Fact]
    public void A_datagram_that_looks_like_a_record_is_not_taken_for_one()
    {
        var forged = JournalRun.Records("forged");
        RecordFormat.Seal(forged, 3, salt: 0);
        using (var first = new JournalRun(disk))
        {
            first.Append("a", System.Text.Encoding.Latin1.GetString(forged), "b");
        }

        disk.Damage(Segments()[0], SegmentFormat.HeaderSize + RecordFormat.HeaderSize + 1, 10);

        using var second = new JournalRun(disk);
        second.ReadAll().ShouldBe([(1, "a"), (3, "b")]);
    }

    [Fact]
    public void Without_a_readable_checkpoint_all_that_is_there_is_read()
    {
        using (var first = new JournalRun(disk))
        {
            first.Append("a", "b");
            first.Journal.Acknowledge(1);
        }

        disk.Damage("checkpoint", 0, 10_000);

        using var second = new JournalRun(disk);
        second.ReadAll().ShouldBe([(1, "a"), (2, "b")]);
    }

    private List<string> Segments() => [.. disk.List().Where(name => name.EndsWith(".segment", StringComparison.Ordinal)).Order()];
}
