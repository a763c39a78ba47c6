using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Tests.Forwarding;
using Butler.Tests;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Loops;

public sealed class LoopServiceTests : IDisposable
{
    private readonly FakeTime time = new();
    private readonly RelayCounts counts = new();
    private readonly RelayFailure failure = new();
    private readonly RecordingLogger<LoopService> log = new();
    private readonly List<LoopService> services = [];
    private readonly LoopRestarts restarts;

    public LoopServiceTests() => restarts = new LoopRestarts(counts, time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_loop_that_throws_is_started_again_after_growing_pauses_and_the_others_go_on()
    {
        var faulty = new Loop(
            "forwarder", time, run => run <= 3 ? throw new InvalidOperationException("a stranger's text") : Task.CompletedTask);
        var good = new Loop("mirror", time, _ => Task.CompletedTask);
        await StartAsync(faulty, good);
        foreach (var (run, pause) in new[] { (1, 1), (2, 2), (3, 4) })
        {
            await Eventually.TrueAsync(() => log.Lines.Count == run, $"start {run}");
            time.Advance(TimeSpan.FromSeconds(pause));
        }

        await faulty.StandsAsync();
        await StopAsync();

        (faulty.Starts, good.Starts, counts.Restarts).ShouldBe((4, 1, 3));
        log.Lines.ShouldBe(
        [
            "Error: The forwarder failed and starts again in 1.0 s (1 times since the start)",
            "Error: The forwarder failed and starts again in 2.0 s (2 times since the start)",
            "Error: The forwarder failed and starts again in 4.0 s (3 times since the start)",
        ]);
        restarts.Warnings.ShouldBe(["the forwarder failed 3 times since the start, last with InvalidOperationException, and starts itself "
            + "again: see the relay's log"]);
        time.Advance(TimeSpan.FromMinutes(5));
        restarts.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_loop_that_ends_unasked_has_failed_too()
    {
        var ends = new Loop("reconciler", time, _ => Task.CompletedTask, ends: 1);
        await StartAsync(ends);
        await Eventually.TrueAsync(() => log.Lines.Count == 1, "it ended");
        time.Advance(TimeSpan.FromSeconds(1));

        await ends.StandsAsync();
        await StopAsync();

        (ends.Starts, counts.Restarts).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_part_that_fails_for_good_stops_the_relay()
    {
        var application = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        using var service = new FailureService(failure, application);
        await service.StartAsync(Cancel);

        failure.Set("journal writer", new OverflowException("too many"));

        await Eventually.TrueAsync(() => application.ApplicationStopping.IsCancellationRequested, "the host is told to stop");
        Should.Throw<RelayFailedException>(failure.ThrowIfSet).Message.ShouldBe("The journal writer has failed: too many");
        await service.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_loop_that_does_not_stop_is_not_waited_for()
    {
        var never = new TaskCompletionSource();
        var loop = new Loop("mirror", time, _ => never.Task);
        await StartAsync(loop);
        await loop.StandsAsync();
        var stopping = StopAsync();
        while (!stopping.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, Cancel);
        }

        await stopping;
        log.Lines.ShouldBe(["Error: The relay ends although these parts did not stop within 5 s: mirror"]);
        never.SetResult();
    }

    [Fact]
    public async Task A_thread_that_throws_ends_the_relay()
    {
        var thread = RelayThread.Start("udp listener", () => throw new OverflowException("too many"), failure);
        thread.Join();

        (await failure.Happened).Message.ShouldBe("The udp listener has failed: too many");
    }

    public void Dispose() => services.ForEach(service => service.Dispose());

    private async Task StartAsync(params ILoop[] loops)
    {
        foreach (var loop in loops)
        {
            var service = new LoopService(loop, restarts, time, new NoJitter(), log);
            services.Add(service);
            await service.StartAsync(Cancel);
        }
    }

    private Task StopAsync() => Task.WhenAll(services.Select(service => service.StopAsync(Cancel)));

    /// <summary>Does what the test says at each start, then stands until it is told to stop.</summary>
    private sealed class Loop(string name, TimeProvider time, Func<int, Task> atStart, int ends = 0) : ILoop
    {
        private readonly TaskCompletionSource stands = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Starts { get; private set; }

        public LoopProgress Progress { get; } = new(name, time);

        public Task StandsAsync() => stands.Task;

        public async Task RunAsync(CancellationToken stopping)
        {
            var work = atStart(++Starts);
            if (Starts <= ends)
            {
                return;
            }

            stands.TrySetResult();
            await work;
            await Task.Delay(Timeout.Infinite, stopping);
        }
    }

    private sealed class NoJitter : Random
    {
        public override double NextDouble() => 0;
    }
}
