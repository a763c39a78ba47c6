using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Ledger;
using Butler.RelayAgent.Tests.Journal;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Commands;

public sealed class CommandLedgerTests
{
    private readonly CrashDisk disk = new();
    private readonly FakeTime time = new();

    [Fact]
    public void A_torn_end_costs_only_the_record_that_was_never_whole()
    {
        for (var torn = 0.0; torn < 1; torn += 0.05)
        {
            var torn0 = new CrashDisk();
            using (var ledger = CommandLedger.Open(torn0, time))
            {
                ledger.Write(Record("a", LedgerState.Taken));
                ledger.Write(Record("a", LedgerState.Begun));
                (torn0.CrashAfter, torn0.TornAt) = (0, torn);
                Should.Throw<CrashDisk.CrashException>(() => ledger.Write(Record("a", LedgerState.Result)));
            }

            torn0.Restart();
            using var again = CommandLedger.Open(torn0, time);
            again.Find("a")!.Record.State.ShouldBe(LedgerState.Begun);
            again.Write(Record("b", LedgerState.Taken));
            using var third = CommandLedger.Open(torn0, time);
            third.Find("b")!.Record.State.ShouldBe(LedgerState.Taken);
        }
    }

    [Fact]
    public void Damage_in_the_middle_does_not_hide_what_follows()
    {
        using (var ledger = CommandLedger.Open(disk, time))
        {
            foreach (var id in new[] { "a", "b", "c" })
            {
                ledger.Write(Record(id, LedgerState.Taken));
            }
        }

        disk.Damage("commands-00000001", at: 150, count: 3);
        using var again = CommandLedger.Open(disk, time);
        (again.Find("a"), again.Find("c")).ShouldSatisfyAllConditions(found => found.Item2.ShouldNotBeNull());
        new[] { "a", "b", "c" }.Count(id => again.Find(id) is not null).ShouldBe(2);
    }

    [Fact]
    public void A_full_disk_is_told_and_the_next_record_does_not_follow_the_torn_one()
    {
        using var ledger = CommandLedger.Open(disk, time);
        ledger.Write(Record("a", LedgerState.Taken));
        (disk.IsFull, disk.TornAt) = (true, 0.5);
        Should.Throw<IOException>(() => ledger.Write(Record("a", LedgerState.Begun)));
        ledger.Find("a")!.Record.State.ShouldBe(LedgerState.Taken);
        disk.IsFull = false;
        ledger.Write(Record("a", LedgerState.Begun));
        using var again = CommandLedger.Open(disk, time);
        again.Find("a")!.Record.State.ShouldBe(LedgerState.Begun);
    }

    [Fact]
    public void A_reply_is_read_back_and_a_state_is_never_taken_back()
    {
        using (var ledger = CommandLedger.Open(disk, time))
        {
            ledger.Write(Record("a", LedgerState.Result) with { Reply = Reply("a") });
            ledger.Write(Record("a", LedgerState.Replied));
            ledger.Write(Record("a", LedgerState.Taken));
        }

        using var again = CommandLedger.Open(disk, time);
        again.Find("a")!.Record.State.ShouldBe(LedgerState.Replied);
        again.Reply("a").Error.ShouldBe("why");
        again.Unanswered().ShouldBeEmpty();
    }

    [Fact]
    public void After_48_hours_a_command_is_forgotten_unless_its_answer_is_still_owed()
    {
        using (var ledger = CommandLedger.Open(disk, time))
        {
            ledger.Write(Record("answered", LedgerState.Result) with { Reply = Reply("answered") });
            ledger.Write(Record("answered", LedgerState.Replied));
            ledger.Write(Record("owed", LedgerState.Result) with { Reply = Reply("owed") });
            ledger.Write(Record("begun", LedgerState.Begun));
            time.Advance(TimeSpan.FromHours(47));
            ledger.Prune();
            ledger.Find("answered").ShouldNotBeNull();
            time.Advance(TimeSpan.FromHours(2));
            ledger.Prune();
            ledger.Find("answered").ShouldBeNull();
            ledger.Reply("owed").Error.ShouldBe("why");
        }

        disk.List().ShouldHaveSingleItem();
        using var again = CommandLedger.Open(disk, time);
        again.Find("answered").ShouldBeNull();
        again.Reply("owed").Error.ShouldBe("why");
        again.Unanswered().Select(record => record.Id).ShouldBe(["owed", "begun"], ignoreOrder: true);
    }

    [Fact]
    public void What_was_synced_survives_a_power_cut()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var cut = new CrashDisk();
            using (var ledger = CommandLedger.Open(cut, time))
            {
                ledger.Write(Record("a", LedgerState.Taken));
                ledger.Write(Record("a", LedgerState.Begun));
            }

            cut.CutPower(new Random(seed));
            using var again = CommandLedger.Open(cut, time);
            again.Find("a")!.Record.State.ShouldBe(LedgerState.Begun);
        }
    }

    private LedgerRecord Record(string id, LedgerState state) =>
        new() { Id = id, State = state, Time = time.GetUtcNow(), Kind = "start-task" };

    private static CommandReply Reply(string id) =>
        new() { Id = id, Site = "default", Relay = "relay-1", Status = CommandStatus.Failed, Error = "why" };
}
