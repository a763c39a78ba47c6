using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Tests.Forwarding;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Monitors.Running;

public sealed class MonitorLoopTests
{
    private readonly FakeTime time = new();
    private readonly RecordingLogger<MonitorLoop> log = new();

    [Fact]
    public async Task A_failure_is_logged_once_and_warned_of_until_the_monitor_works_again()
    {
        var monitor = new ScriptedMonitor
        {
            Failures =
            {
                [1] = new QrsException(403, "GET /qrs/license was refused (403)."),
                [2] = new MonitorException("there is no license"),
            },
        };
        var loop = new MonitorLoop(monitor, time, log);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = loop.RunAsync(stop.Token);

        await Eventually.TrueAsync(() => loop.Warnings.Any(), "the first look failed");
        loop.Warnings.ShouldBe(["The monitor scripted fails: GET /qrs/license was refused (403)."]);
        await PassAsync(monitor, TimeSpan.FromMinutes(5), looks: 2);
        await Eventually.TrueAsync(() => loop.Warnings.Single().EndsWith("no license", StringComparison.Ordinal), "the second look failed");
        await PassAsync(monitor, TimeSpan.FromMinutes(5), looks: 3);
        await Eventually.TrueAsync(() => !loop.Warnings.Any(), "it works");
        await stop.CancelAsync();
        await running;

        log.Lines.ShouldBe(
        [
            "Warning: The monitor scripted failed, and will look again: GET /qrs/license was refused (403).",
            "Information: The monitor scripted works again, after 00:10:00",
        ]);
    }

    [Theory]
    [InlineData(24 * 60, false, 24 * 60)]
    [InlineData(24 * 60, true, 5)]
    [InlineData(1, true, 1)]
    public async Task The_next_look_is_after_the_interval_and_after_a_failure_within_five_minutes(int every, bool fails, int minutes)
    {
        var monitor = new ScriptedMonitor { Every = TimeSpan.FromMinutes(every) };
        if (fails)
        {
            monitor.Failures[1] = new MonitorException("no answer");
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var loop = new MonitorLoop(monitor, time, log);
        var running = loop.RunAsync(stop.Token);
        await Eventually.TrueAsync(() => monitor.Looks == 1 && loop.Warnings.Any() == fails, "it looked at the start");

        time.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        monitor.Looks.ShouldBe(1);
        loop.Progress.IsStalled.ShouldBeFalse();
        await PassAsync(monitor, TimeSpan.FromSeconds(1), looks: 2);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_fault_in_the_program_ends_the_loop_which_is_then_restarted()
    {
        var monitor = new ScriptedMonitor { Failures = { [1] = new InvalidOperationException("unforeseen") } };

        await Should.ThrowAsync<InvalidOperationException>(
            new MonitorLoop(monitor, time, log).RunAsync(TestContext.Current.CancellationToken));
    }

    private async Task PassAsync(ScriptedMonitor monitor, TimeSpan by, int looks)
    {
        time.Advance(by);
        await Eventually.TrueAsync(() => monitor.Looks == looks, $"look {looks}");
    }

    private sealed class ScriptedMonitor : IMonitor
    {
        private int looks;

        public Dictionary<int, Exception> Failures { get; } = [];

        public int Looks => Volatile.Read(ref looks);

        public string Name => "scripted";

        public TimeSpan Every { get; init; } = TimeSpan.FromHours(24);

        public Task LookAsync(CancellationToken stopping) =>
            Failures.TryGetValue(Interlocked.Increment(ref looks), out var failure) ? Task.FromException(failure) : Task.CompletedTask;
    }
}
