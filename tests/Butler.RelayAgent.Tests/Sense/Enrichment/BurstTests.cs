using Butler.RelayAgent.Tests.Sense.Support;

namespace Butler.RelayAgent.Tests.Sense.Enrichment;

public sealed class BurstTests : EnrichmentTest
{
    private readonly Lock gate = new();

    [Fact]
    public async Task A_burst_of_2000_failures_of_500_tasks_goes_out_in_bounded_time()
    {
        for (var task = 0; task < 500; task++)
        {
            Qrs.Site.AddTask(task, 0, task);
            Qrs.Site.AddApp(task, owner: task % 20);
            Qrs.Site.AddUser(task % 20);
        }

        for (var run = 0; run < 2000; run++)
        {
            Qrs.Site.AddExecution(run, run % 500, 8, Ended);
            Qrs.Site.AddLog(run, "Error: no such field\r\n"u8.ToArray());
        }

        Qrs.Delay = TimeSpan.FromMilliseconds(200);
        var enricher = Open().Enricher;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var slowest = TimeSpan.Zero;
        var whole = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = enricher.SideBySide }, async (run, ct) =>
        {
            var started = clock.Elapsed;
            var data = Data(await enricher.EnrichAsync(Event(run, task: run % 500, app: run % 500), ct));
            Longest(ref slowest, clock.Elapsed - started);
            if (data.Enrichment.Missing.All(part => part == "scriptLog"))
            {
                Interlocked.Increment(ref whole);
            }
        });

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{clock.Elapsed.TotalSeconds:0.0} s, slowest {slowest.TotalSeconds:0.0} s, {Qrs.Asked.Count / 2000.0:0.00} requests an event, "
                + $"{Qrs.MaxAtOnce} at once");
        whole.ShouldBe(2000);
        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(11));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
        Qrs.MaxAtOnce.ShouldBeInRange(9, 24, "the answers stay as fast as the first ones were");
        (Qrs.Asked.Count / 2000.0).ShouldBeLessThanOrEqualTo(1.5);
    }

    private void Longest(ref TimeSpan most, TimeSpan now)
    {
        lock (gate)
        {
            most = now > most ? now : most;
        }
    }
}
