using Butler.Core.Secrets;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Parsing;
using Butler.RelayAgent.Sense.Reconcile;
using Butler.RelayAgent.Tests.Journal;
using Butler.RelayAgent.Tests.Sense.Support;
using Butler.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Sense.Reconcile;

public sealed class ReconcilerTests : EnrichmentTest
{
    /// <summary>As if it had looked before.</summary>
    private static readonly ReconcileOptions FarBack = new() { FirstLookBack = TimeSpan.FromHours(24) };

    private readonly FakeTime time = new(Ended + TimeSpan.FromHours(3));
    private readonly RelayCounts counts = new();
    private readonly JournalRun run = new(new CrashDisk());

    [Fact]
    public async Task Executions_that_no_datagram_told_of_become_events_with_the_id_a_datagram_gives()
    {
        Qrs.Site.AddFailedReload(1, Ended);
        Qrs.Site.AddTask(2, taskType: 3, app: null)["name"] = "Distribute; all";
        Qrs.Site.AddExecution(2, 2, 7, Ended + TimeSpan.FromHours(1));
        Qrs.Site.AddExecution(3, 1, 6, Ended + TimeSpan.FromHours(2));
        Qrs.Site.AddExecution(4, 1, 2, Ended + TimeSpan.FromHours(2));
        Qrs.Site.AddExecution(5, 1, 8, time.GetUtcNow() - TimeSpan.FromHours(25));
        Qrs.Site.AddExecution(6, 1, 8, time.GetUtcNow() - TimeSpan.FromSeconds(10));

        await LookUntilAsync(Open(time: time, reconcile: FarBack), 3);

        var events = Events();
        events.Select(made => (made.Event.Id, made.Event.Type)).ShouldBe(
        [
            ($"main:failed:{FakeSite.ExecutionId(1)}", "sense.task.failed"),
            ($"main:distribute:{FakeSite.ExecutionId(2)}", "sense.distribute.finished"),
            ($"main:aborted:{FakeSite.ExecutionId(3)}", "sense.task.aborted"),
        ]);
        events[0].Event.Time.ShouldBe(Ended);
        (Data(events[0]).TaskName, Data(events[0]).TaskId, Data(events[0]).AppName, Data(events[0]).AppId, Data(events[0]).Host).ShouldBe(
            ("Reload 1", FakeSite.TaskId(1), "App 1", FakeSite.AppId(1), "node1"));
        Data(events[1]).TaskName.ShouldBe("Distribute; all");
        (counts.Accepted, counts.Received).ShouldBe((0, 0));
    }

    [Fact]
    public async Task What_went_through_lately_is_not_told_again()
    {
        Qrs.Site.AddFailedReload(1, Ended);
        Qrs.Site.AddExecution(2, 1, 8, Ended);
        var access = Open(time: time, reconcile: FarBack);
        await access.Enricher.EnrichAsync(Event(1), Cancel);

        await LookUntilAsync(access, 1);

        Events().ShouldHaveSingleItem().Event.Id.ShouldBe($"main:failed:{FakeSite.ExecutionId(2)}");
    }

    [Fact]
    public async Task After_a_restart_it_looks_from_where_it_was()
    {
        Qrs.Site.AddFailedReload(1, Ended);
        await LookUntilAsync(Open(time: time, reconcile: FarBack), 1);
        Qrs.Asked.Clear();
        time.Advance(TimeSpan.FromMinutes(10));
        Qrs.Site.AddExecution(2, 1, 8, time.GetUtcNow() - TimeSpan.FromMinutes(5));

        await LookUntilAsync(Open(time: time, reconcile: FarBack), 2);

        Qrs.Asked.Count(asked => asked.Contains("executionresult", StringComparison.Ordinal)).ShouldBe(1);
        Events()[1].Event.Id.ShouldBe($"main:failed:{FakeSite.ExecutionId(2)}");
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("no time at all", 2)]
    public async Task What_failed_long_before_the_relay_was_installed_is_no_news_but_a_damaged_state_costs_none(string? state, int found)
    {
        Qrs.Site.AddFailedReload(1, time.GetUtcNow() - TimeSpan.FromHours(3));
        Qrs.Site.AddExecution(2, 1, 8, time.GetUtcNow() - TimeSpan.FromMinutes(40));
        if (state is not null)
        {
            Directory.CreateDirectory(Path.Combine(Folder, "reconcile"));
            await File.WriteAllTextAsync(Path.Combine(Folder, "reconcile", "until.txt"), state, Cancel);
        }

        await LookUntilAsync(Open(time: time), found);

        Events()[^1].Event.Id.ShouldBe($"main:failed:{FakeSite.ExecutionId(2)}");
    }

    [Fact]
    public async Task A_longer_outage_than_the_first_look_reaches_back_as_far_as_lookBack()
    {
        await LookUntilAsync(Open(time: time), 0);
        time.Advance(TimeSpan.FromHours(30));
        Qrs.Site.AddFailedReload(1, time.GetUtcNow() - TimeSpan.FromHours(23));
        Qrs.Site.AddExecution(2, 1, 8, time.GetUtcNow() - TimeSpan.FromHours(25));

        await LookUntilAsync(Open(time: time), 1);

        Events().ShouldHaveSingleItem().Event.Id.ShouldBe($"main:failed:{FakeSite.ExecutionId(1)}");
    }

    [Fact]
    public async Task Killed_in_the_middle_it_tells_again_under_the_same_ids_and_leaves_none_out()
    {
        for (var i = 1; i <= 3; i++)
        {
            Qrs.Site.AddFailedReload(i, Ended + TimeSpan.FromMinutes(i));
        }

        using (var kill = CancellationTokenSource.CreateLinkedTokenSource(Cancel))
        {
            // The first is in the journal when the third task is asked for, and there it ends.
            Qrs.Fault = async context =>
            {
                if (context.Request.Query["filter"].ToString().Contains(FakeSite.TaskId(3), StringComparison.Ordinal))
                {
                    await kill.CancelAsync();
                    context.Abort();
                    return true;
                }

                return false;
            };
            var handOver = new HandOver();
            using var writer = new JournalWriter(run.Journal, handOver, counts, TimeProvider.System, NullLogger<JournalWriter>.Instance);
            writer.Start();
            await Open(time: time, reconcile: FarBack).Reconciler(Folder, handOver).RunAsync(kill.Token);
            handOver.End();
        }

        run.Journal.Waiting.ShouldBe(2);
        Qrs.Fault = null;

        await LookUntilAsync(Open(time: time, reconcile: FarBack), 5);

        Events().Select(made => made.Event.Id).ShouldBe(new[] { 1, 2, 1, 2, 3 }.Select(i => $"main:failed:{FakeSite.ExecutionId(i)}"));
    }

    [Fact]
    public async Task A_look_that_throws_the_unforeseen_is_made_again_and_names_with_half_letters_are_taken()
    {
        Qrs.Site.AddFailedReload(1, Ended);
        Qrs.Fault = async context =>
        {
            if (context.Request.Path.Value!.Contains("/task", StringComparison.Ordinal))
            {
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(
                    $$"""[{"id":"{{FakeSite.TaskId(1)}}","name":"Reload \ud800","taskType":0,"\udc00":1}]""", Cancel);
                return true;
            }

            return false;
        };
        var handOver = new HandOver();
        using var writer = new JournalWriter(run.Journal, handOver, counts, TimeProvider.System, NullLogger<JournalWriter>.Instance);
        writer.Start();
        var reconciler = new FaultyAtFirst(Open(time: time, reconcile: FarBack).Reconciler(Folder, handOver));
        using var service = new LoopService(
            reconciler, new LoopRestarts(counts, time), time, new Random(1), NullLogger<LoopService>.Instance);
        await service.StartAsync(Cancel);
        await Eventually.TrueAsync(() => counts.Restarts == 1, "it failed");
        time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.TrueAsync(() => run.Journal.Waiting == 1, "it looked again");
        await service.StopAsync(Cancel);
        handOver.End();

        Data(Events().ShouldHaveSingleItem()).TaskName.ShouldBe("Reload \ufffd");
    }

    public override async ValueTask DisposeAsync()
    {
        run.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task LookUntilAsync(SenseAccess access, int waiting)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var handOver = new HandOver();
        using var writer = new JournalWriter(run.Journal, handOver, counts, TimeProvider.System, NullLogger<JournalWriter>.Instance);
        writer.Start();
        var looking = access.Reconciler(Folder, handOver).RunAsync(stop.Token);
        var until = Path.Combine(Folder, "reconcile", "until.txt");
        var end = (time.GetUtcNow() - TimeSpan.FromSeconds(30)).UtcDateTime.ToString("O");
        await Eventually.TrueAsync(
            () => File.Exists(until) && File.ReadAllText(until) == end, "it looked to the end", TimeSpan.FromSeconds(10));
        run.Journal.Waiting.ShouldBe(waiting);
        await stop.CancelAsync();
        await looking;
        handOver.End();
    }

    private List<SenseEvent> Events()
    {
        using var reader = new JournalReader(run.Journal);
        var events = new SenseEvents("main", "relay1", null, new SenseClock(TimeZoneInfo.Utc), Redaction.None);
        var made = new List<SenseEvent>();
        var records = new List<JournalRecord>();
        for (reader.Read(records, 10); records.Count > 0; reader.Read(records, 10))
        {
            made.AddRange(records.Select(record => events.Make(record)));
        }

        return made;
    }

    private sealed class FaultyAtFirst(Reconciler reconciler) : ILoop
    {
        private int runs;

        public LoopProgress Progress => reconciler.Progress;

        public Task RunAsync(CancellationToken stopping) =>
            ++runs == 1 ? throw new InvalidOperationException("nobody foresaw this") : reconciler.RunAsync(stopping);
    }
}
