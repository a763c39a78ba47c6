using Butler.RelayAgent.Journal;
using FsCheck;
using FsCheck.Fluent;

namespace Butler.RelayAgent.Tests.Journal;

/// <summary>
/// A disk whose sync fails gives up what it could not write, and says "done" when it is asked again, as Linux does. What the journal
/// accepted is not lost by it: it is read, and once a sync of the journal has succeeded, a power cut does not take it.
/// </summary>
public sealed class FailedSyncTests
{
    private readonly CrashDisk disk = new();
    private readonly Random random = new(5);

    public enum Step
    {
        Append,
        Read,
        Acknowledge,
        Sync,
        SyncFails,
        NamesFail,
        AllSyncsFail,
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_failed_sync_gave_up_is_written_again_and_survives_a_power_cut(bool losesContent)
    {
        disk.LosesContent = losesContent;
        using (var run = new JournalRun(disk))
        {
            run.Append("a");
            run.Journal.Sync();
            run.Append("b", "c");
            disk.FailSyncs = 1;
            run.Journal.Sync();
            run.Append("d");
            run.Journal.Sync();
            run.ReadAll().ShouldBe([(1, "a"), (2, "b"), (3, "c"), (4, "d")]);
        }

        disk.CutPower(random);

        using var after = new JournalRun(disk);
        after.ReadAll().ShouldBe([(1, "a"), (2, "b"), (3, "c"), (4, "d")]);
        after.Journal.Damaged.ShouldBe(0);
        disk.List().Where(name => name.EndsWith(".segment", StringComparison.Ordinal)).Order().ShouldBe(
            ["0000000000000000001-1.segment", "0000000000000000004.segment"]);
    }

    [Fact]
    public void Names_that_a_failed_sync_gave_up_are_made_again()
    {
        using (var run = new JournalRun(disk))
        {
            run.Append("a");
            disk.FailNameSyncs = 1;
            run.Journal.Sync();
        }

        disk.CutPower(random);

        using var after = new JournalRun(disk);
        after.ReadAll().ShouldBe([(1, "a")]);
    }

    [Fact]
    public void While_nothing_can_be_written_again_it_says_so_and_what_is_lost_on_disk_is_not_passed_over()
    {
        using var run = new JournalRun(disk);
        disk.LosesContent = true;
        run.Append("a", "b");
        disk.FailSyncs = 4;

        Should.Throw<IOException>(run.Journal.Sync);
        Should.Throw<IOException>(() => run.ReadAll());
        run.Append("c");
        Should.Throw<IOException>(run.Journal.Sync);
        run.Journal.Sync();

        run.ReadAll().ShouldBe([(1, "a"), (2, "b"), (3, "c")]);
        run.Journal.Damaged.ShouldBe(0);
    }

    [Fact]
    public void A_checkpoint_that_was_not_synced_is_written_to_another_place()
    {
        using (var run = new JournalRun(disk))
        {
            run.Append("a", "b");
            run.Journal.Sync();
            run.Journal.Acknowledge(1);
            disk.FailSyncs = 1;
            Should.Throw<IOException>(run.Journal.Sync);
            run.Journal.Sync();
        }

        disk.CutPower(random);

        using var after = new JournalRun(disk);
        after.ReadAll().ShouldBe([(2, "b")]);
    }

    [Fact]
    public void Two_copies_of_a_segment_that_a_crash_left_are_one()
    {
        using (var run = new JournalRun(disk))
        {
            run.Append("a", "b");
        }

        disk.Copy(
            "0000000000000000001.segment", "0000000000000000001-1.segment", keep: SegmentFormat.HeaderSize + RecordFormat.HeaderSize + 1);
        disk.Copy("0000000000000000001.segment", "0000000000000000001-2.segment", keep: 0);

        using var after = new JournalRun(disk);
        after.ReadAll().ShouldBe([(1, "a"), (2, "b")]);
        after.Append("c");
        after.ReadAll().ShouldBe([(3, "c")]);
        after.Journal.Acknowledge(2);
        after.Journal.Sync();
        after.Journal.Waiting.ShouldBe(1);
        disk.List().Where(name => name.EndsWith(".segment", StringComparison.Ordinal)).ShouldBe(["0000000000000000003.segment"]);
    }

    [Fact]
    public void Of_two_copies_the_one_that_holds_everything_is_kept()
    {
        using (var run = new JournalRun(disk))
        {
            run.Append("a", "b", "c");
        }

        disk.Copy("0000000000000000001.segment", "0000000000000000001-1.segment", keep: disk.LengthOf("0000000000000000001.segment"));
        disk.Damage("0000000000000000001.segment", SegmentFormat.HeaderSize + RecordFormat.HeaderSize + 2, 20);

        using var after = new JournalRun(disk);
        after.ReadAll().ShouldBe([(1, "a"), (2, "b"), (3, "c")]);
        after.Journal.Damaged.ShouldBe(0);
        disk.List().Where(name => name.EndsWith(".segment", StringComparison.Ordinal)).ShouldBe(["0000000000000000001-1.segment"]);
    }

    [Fact]
    public void Whatever_was_accepted_is_read_and_whatever_was_synced_survives_whichever_syncs_fail() =>
        Prop.ForAll(
            Arb.From(
                from steps in Gen.Elements(Enum.GetValues<Step>()).ArrayOf()
                from loses in Gen.Elements(true, false)
                from seed in Gen.Choose(0, int.MaxValue)
                select (steps, loses, seed)),
            run => Live(run.steps, run.loses, run.seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));

    private static void Live(Step[] steps, bool losesContent, int seed)
    {
        var disk = new CrashDisk { LosesContent = losesContent };
        var (accepted, read, synced, acknowledged) = (new List<string>(), new List<(long Sequence, string Text)>(), 0, 0);
        using (var run = new JournalRun(disk))
        {
            foreach (var step in steps)
            {
                switch (step)
                {
                    case Step.Append:
                        var text = $"datagram {accepted.Count + 1} {new string('x', accepted.Count * 7 % 90)}";
                        run.Append(text).ShouldBe(AppendOutcome.Accepted);
                        accepted.Add(text);
                        break;
                    case Step.Read:
                        TryRead(run);
                        break;
                    case Step.Acknowledge when read.Count > 0:
                        run.Journal.Acknowledge(read[^1].Sequence);
                        acknowledged = read.Count;
                        break;
                    case Step.Sync:
                        TrySync(run);
                        break;
                    case Step.SyncFails:
                        disk.FailSyncs = 1;
                        TrySync(run);
                        break;
                    case Step.NamesFail:
                        disk.FailNameSyncs = 1;
                        TrySync(run);
                        break;
                    case Step.AllSyncsFail:
                        (disk.FailSyncs, disk.FailNameSyncs) = (50, 50);
                        TrySync(run);
                        break;
                }
            }
        }

        disk.CutPower(new Random(seed));
        using var after = new JournalRun(disk);
        var survived = after.ReadAll().ConvertAll(each => each.Text);
        survived.ShouldBeSubsetOf(accepted);
        accepted[acknowledged..Math.Max(acknowledged, synced)].ShouldBeSubsetOf(survived);

        void TryRead(JournalRun run)
        {
            try
            {
                run.ReadAll(read);
            }
            catch (IOException)
            {
                // What was given up is not on disk again yet.
                read.ConvertAll(each => each.Text).ShouldBe(accepted.Take(read.Count));
                run.Journal.Damaged.ShouldBe(0);
                return;
            }

            run.Journal.Damaged.ShouldBe(0);
            read.ConvertAll(each => each.Text).ShouldBe(accepted);
        }

        void TrySync(JournalRun run)
        {
            try
            {
                run.Journal.Sync();
                synced = accepted.Count;
            }
            catch (IOException)
            {
                // It says that it could not.
            }

            (disk.FailSyncs, disk.FailNameSyncs) = (0, 0);
        }
    }
}
