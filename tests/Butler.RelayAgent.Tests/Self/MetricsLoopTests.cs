using Butler.Core.Events;
using Butler.RelayAgent.Health;

namespace Butler.RelayAgent.Tests.Self;

public sealed class MetricsLoopTests : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(15);

    private readonly SelfBench bench = new();
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    [Fact]
    public async Task The_first_event_comes_after_an_interval_and_has_everything()
    {
        Count(received: 7, accepted: 4, tooLarge: 2, full: 1);
        bench.Append("a", "b");
        bench.Times.Add(TimeSpan.FromMilliseconds(20));
        bench.Times.Add(TimeSpan.FromMilliseconds(40));
        var running = bench.Metrics(Every).RunAsync(stop.Token);
        bench.Time.Advance(Every - TimeSpan.FromSeconds(1));
        bench.Raised().ShouldBeEmpty();
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        var raised = await NextAsync();
        await StopAsync(running);

        (raised.Id, raised.Type, raised.Subject, raised.Source, raised.Site, raised.Environment, raised.Relay).ShouldBe(
            ("main:metrics:relay1:1931228827000", EventTypes.Metrics, "relay/relay1", "/sense/main/relay1", "main", "prod", "relay1"));
        raised.Time.ShouldBe(new DateTimeOffset(2031, 3, 14, 4, 27, 7, TimeSpan.Zero));
        raised.Data!.Value.GetRawText().ShouldBe(
            $$$"""
            {"version":"{{{RelayStatus.Version}}}","instance":null,"heapUsed":12345678,"heapTotal":23456789,"external":3456789,
            "processMemory":98765432,"uptimeMs":900000,"intervalMs":900000,
            "counters":{"received":7,"empty":0,"accepted":4,"forwarded":0,"unparsed":0,"rejected":0,"refused":3,"refusedFull":1,
            "refusedRate":0,"refusedSize":2,"refusedSource":0,"kernelDrops":0,"mirrorDrops":0,"damaged":0,"restarts":0,
            "waiting":2,"underWay":0,"oldestWaitingMs":0,"journalBytes":114,"journalPercent":0},
            "sinceLast":{"received":7,"empty":0,"accepted":4,"forwarded":0,"unparsed":0,"rejected":0,"refused":3,"refusedFull":1,
            "refusedRate":0,"refusedSize":2,"refusedSource":0,"kernelDrops":0,"mirrorDrops":0,"damaged":0,"restarts":0,
            "forwardAvgMs":30,"forwardP95Ms":40,"forwardMaxMs":40}}
            """.ReplaceLineEndings(""));
        bench.MetricsLog.Lines.ShouldBe(
            ["Information: Running for 15 minutes; memory: 11.77 of 22.37 MB of heap, 3.3 MB external, 94.19 MB in all"]);
    }

    [Fact]
    public async Task Each_event_has_the_totals_and_what_came_since_the_one_before()
    {
        var running = bench.Metrics(Every).RunAsync(stop.Token);
        Count(received: 5, accepted: 5);
        bench.Times.Add(TimeSpan.FromMilliseconds(20));
        bench.Time.Advance(Every);
        Received(await NextAsync()).ShouldBe((5, 5, 20));
        Count(received: 2, accepted: 2);
        bench.Time.Advance(Every);
        Received(await NextAsync()).ShouldBe((7, 2, null));
        bench.Time.Advance(Every);
        Received(await NextAsync()).ShouldBe((7, 0, null));
        await StopAsync(running);
    }

    [Fact]
    public async Task After_a_restart_of_the_loop_the_counts_begin_with_the_process()
    {
        Count(received: 5, accepted: 5);
        using (var first = new CancellationTokenSource())
        {
            var before = bench.Metrics(Every).RunAsync(first.Token);
            bench.Time.Advance(Every);
            await NextAsync();
            await first.CancelAsync();
            await before;
        }

        var running = bench.Metrics(Every).RunAsync(stop.Token);
        bench.Time.Advance(Every);
        var raised = await NextAsync();
        await StopAsync(running);

        raised.Id.ShouldBe("main:metrics:relay1:1931229727000");
        Received(raised).ShouldBe((5, 5, null));
    }

    [Fact]
    public async Task A_journal_that_does_not_accept_the_event_is_named_once()
    {
        bench.EndJournal();
        var running = bench.Metrics(TimeSpan.FromMinutes(1)).RunAsync(stop.Token);
        for (var minute = 1; minute <= 3; minute++)
        {
            bench.Time.Advance(TimeSpan.FromMinutes(1));
            await Eventually.TrueAsync(() => Logged("Running") == minute, "it looked");
        }

        await Eventually.TrueAsync(() => Logged("The journal did not accept the event butler.metrics") == 1, "it is named");
        await StopAsync(running);
        Logged("The journal did not accept").ShouldBe(1);
    }

    public void Dispose()
    {
        stop.Dispose();
        bench.Dispose();
    }

    private static (double Total, double SinceLast, double? Average) Received(CloudEvent raised) => (
        raised.Data!.Value.GetProperty("counters").GetProperty("received").GetDouble(),
        raised.Data!.Value.GetProperty("sinceLast").GetProperty("received").GetDouble(),
        raised.Data!.Value.GetProperty("sinceLast").TryGetProperty("forwardAvgMs", out var average) ? average.GetDouble() : null);

    private int Logged(string beginning) => bench.MetricsLog.Lines.Count(line => line.Contains(beginning, StringComparison.Ordinal));

    private void Count(int received, int accepted, int tooLarge = 0, int full = 0)
    {
        for (var i = 0; i < received; i++)
        {
            bench.Counts.AddReceived();
        }

        for (var i = 0; i < tooLarge; i++)
        {
            bench.Counts.AddRefusedSize();
        }

        bench.Counts.AddAccepted(accepted);
        bench.Counts.AddRefused(tooLarge + full);
    }

    private async Task<CloudEvent> NextAsync()
    {
        CloudEvent? raised = null;
        await Eventually.TrueAsync(() => (raised = bench.Raised().SingleOrDefault()) is not null, "the event is in the journal");
        return raised!;
    }

    private async Task StopAsync(Task running)
    {
        await stop.CancelAsync();
        await running;
    }
}
