using System.Globalization;
using Butler.RelayAgent.Journal;
using FsCheck;
using FsCheck.Fluent;

namespace Butler.RelayAgent.Tests.Journal;

/// <summary>The journal against a model of its promises, with a crash at any operation and a power cut after any.</summary>
public sealed class JournalModelTests
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(1500);

    public enum Step
    {
        Append,
        AppendMany,
        Read,
        Acknowledge,
        Sync,
    }

    public sealed record Life(Step[] Steps, int CrashAfter, double TornAt, bool PowerFails);

    [Fact]
    public void Whatever_was_accepted_is_read_again_after_the_process_died_at_any_point() =>
        Prop.ForAll(Arb.From(Lives(powerFails: false)), lives => Live(lives, seed: 1)).Check(Config);

    [Fact]
    public void Whatever_was_synced_is_read_again_after_the_power_failed_at_any_point() =>
        Prop.ForAll(
            Arb.From(from lives in Lives(powerFails: true) from seed in Gen.Choose(0, int.MaxValue) select (lives, seed)),
            run => Live(run.lives, run.seed)).Check(Config);

    private static Gen<Life[]> Lives(bool powerFails) =>
        (from steps in Gen.Elements(Enum.GetValues<Step>()).ArrayOf()
         from crash in Gen.Choose(0, 60)
         from torn in Gen.Choose(0, 100)
         from power in powerFails ? Gen.Elements(true, false) : Gen.Constant(false)
         select new Life(steps, crash, torn / 100.0, power)).NonEmptyListOf().Select(lives => lives.Take(6).ToArray());

    private static void Live(Life[] lives, int seed)
    {
        var random = new Random(seed);
        var disk = new CrashDisk();
        var model = new Model();
        foreach (var life in lives)
        {
            disk.CrashAfter = life.CrashAfter;
            disk.TornAt = life.TornAt;
            try
            {
                using var run = new JournalRun(disk);
                foreach (var step in life.Steps)
                {
                    Take(step, run, model);
                }
            }
            catch (CrashDisk.CrashException)
            {
                // Dead in the middle of an operation.
            }

            if (life.PowerFails)
            {
                disk.CutPower(random);
                model.PowerFailed();
            }
            else
            {
                disk.Restart();
            }

            Check(disk, model);
        }
    }

    private static void Take(Step step, JournalRun run, Model model)
    {
        switch (step)
        {
            case Step.Append:
                Append(1);
                break;
            case Step.AppendMany:
                Append(4);
                break;
            case Step.Read:
                model.Read(run.ReadAll());
                break;
            case Step.Acknowledge when model.LastRead is { } last:
                model.Acknowledging = last.Text;
                run.Journal.Acknowledge(last.Sequence);
                model.Acknowledged = last.Text;
                break;
            case Step.Sync:
                var appended = model.Accepted.Count;
                run.Journal.Sync();
                model.Synced = Math.Max(model.Synced, appended);
                break;
        }

        void Append(int count)
        {
            var datagrams = Enumerable.Range(0, count).Select(_ => model.NextText()).ToArray();
            model.Unsure = datagrams;
            run.Append(datagrams).ShouldBe(AppendOutcome.Accepted);
            model.Accept();
        }
    }

    private static void Check(CrashDisk disk, Model model)
    {
        using var run = new JournalRun(disk);
        var read = run.ReadAll().ConvertAll(record => record.Text);
        if (!model.PowerHasFailed)
        {
            run.Journal.Damaged.ShouldBe(0); // after a power cut it says rightly that unsynced records are torn
        }

        model.ShouldHold(read);
        model.Continue(read);
    }

    /// <summary>What the journal promises, in terms of texts that are all different.</summary>
    private sealed class Model
    {
        private int last;

        public List<string> Accepted { get; private set; } = [];

        public string[] Unsure { get; set; } = [];

        public int Synced { get; set; }

        public string? Acknowledged { get; set; }

        public string? Acknowledging { get; set; }

        public (long Sequence, string Text)? LastRead { get; private set; }

        private bool MayHaveLostUnsynced { get; set; }

        public string NextText() => string.Create(CultureInfo.InvariantCulture, $"datagram {++last} {new string('x', last * 7 % 90)}");

        public void Accept()
        {
            Accepted.AddRange(Unsure);
            Unsure = [];
        }

        public void Read(List<(long Sequence, string Text)> records)
        {
            if (records.Count > 0)
            {
                LastRead = records[^1];
            }
        }

        public bool PowerHasFailed { get; private set; }

        public void PowerFailed() => MayHaveLostUnsynced = PowerHasFailed = true;

        public void ShouldHold(List<string> read)
        {
            var possible = Accepted.Concat(Unsure).ToList();
            var places = read.ConvertAll(text => possible.IndexOf(text));
            places.ShouldNotContain(-1, "only what was written is read");
            places.ShouldBeInOrder(SortDirection.Ascending, "in the order of arrival");

            var acknowledged = Math.Max(IndexOf(Acknowledged), IndexOf(Acknowledging));
            var mustHold = MayHaveLostUnsynced ? Synced : Accepted.Count;
            Enumerable.Range(acknowledged + 1, Math.Max(0, mustHold - acknowledged - 1)).ShouldBeSubsetOf(places, "nothing is lost");
            if (!MayHaveLostUnsynced && places.Count > 0)
            {
                places[0].ShouldBeGreaterThan(IndexOf(Acknowledged), "what was acknowledged does not come back");
            }
        }

        /// <summary>What was found is where the next life starts.</summary>
        public void Continue(List<string> read)
        {
            Accepted = [.. read];
            (Unsure, Acknowledged, Acknowledging, LastRead) = ([], null, null, null);
            Synced = 0;
            MayHaveLostUnsynced = false;
        }

        private int IndexOf(string? text) => text is null ? -1 : Accepted.IndexOf(text);
    }
}
