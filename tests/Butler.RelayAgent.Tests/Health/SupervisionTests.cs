using System.Net.Sockets;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Tests.Forwarding;
using Butler.Tests;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Health;

public sealed class SupervisionTests
{
    private readonly FakeTime time = new();
    private readonly RelayCounts counts = new();

    [Fact]
    public void Each_loop_that_is_silent_longer_than_it_said_is_named()
    {
        var (forwarder, reconciler) = (new LoopProgress("forwarder", time), new LoopProgress("reconciler", time));
        var liveness = new Liveness(counts, [forwarder, reconciler], time);

        liveness.Stalled().ShouldBeNull();
        reconciler.Report(TimeSpan.FromMinutes(10));
        time.Advance(LoopProgress.DefaultPatience);
        liveness.Stalled().ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(1));
        liveness.Stalled().ShouldBe("forwarder");
        time.Advance(TimeSpan.FromMinutes(10));
        liveness.Stalled().ShouldBe("forwarder, reconciler");
        forwarder.Report();
        liveness.Stalled().ShouldBe("reconciler");
        reconciler.Report();
        liveness.Stalled().ShouldBeNull();
    }

    [Fact]
    public void A_relay_that_receives_but_has_written_nothing_for_two_minutes_is_not_alive()
    {
        var liveness = new Liveness(counts, [], time);
        counts.AddReceived();
        liveness.Stalled().ShouldBeNull();
        time.Advance(TimeSpan.FromMinutes(1));
        liveness.Stalled().ShouldBeNull();
        time.Advance(TimeSpan.FromMinutes(1));
        liveness.Stalled().ShouldBe("journal writer");
        counts.AddAccepted(1);
        liveness.Stalled().ShouldBeNull();
    }

    [Fact]
    public async Task A_part_that_stands_still_at_two_looks_in_a_row_ends_the_relay()
    {
        var systemd = new Systemd();
        var failure = new RelayFailure();
        var loop = new LoopProgress("reconciler", time, TimeSpan.FromSeconds(50));
        var watchdog = new Watchdog(
            new Liveness(counts, [loop], time), failure, time, NullLogger<Watchdog>.Instance, Notices(systemd));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = watchdog.RunAsync(stop.Token);

        await LookAsync();
        await LookAsync();
        systemd.Alives.ShouldBe(2);
        time.Advance(Watchdog.Every); // silent for 60 s
        failure.Happened.IsCompleted.ShouldBeFalse();
        time.Advance(Watchdog.Every);

        (await failure.Happened).Message.ShouldBe("The reconciler has failed: it does not respond");
        systemd.Alives.ShouldBe(2);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);

        async Task LookAsync()
        {
            var before = systemd.Alives;
            time.Advance(Watchdog.Every);
            await Eventually.TrueAsync(() => systemd.Alives == before + 1, "systemd hears of it");
        }
    }

    [Theory]
    [InlineData("30000000", 30)]
    [InlineData("1000", null)]
    [InlineData("", null)]
    public void It_tells_systemd_as_often_as_that_asks(string microseconds, int? seconds)
    {
        var systemd = new Systemd();
        var notices = new SystemdNotices(systemd, microseconds, NullLogger<SystemdNotices>.Instance);

        notices.Alive();

        notices.WatchdogInterval.ShouldBe(seconds is { } some ? TimeSpan.FromSeconds(some) : null);
        systemd.Alives.ShouldBe(seconds is null ? 0 : 1);
    }

    [Fact]
    public void A_systemd_that_does_not_listen_ends_nothing()
    {
        var log = new RecordingLogger<SystemdNotices>();

        new SystemdNotices(new Systemd { IsGone = true }, "30000000", log).Alive();

        log.Lines.ShouldHaveSingleItem().ShouldStartWith("Warning: systemd cannot be notified of the relay's status: ");
    }

    private static SystemdNotices Notices(ISystemdNotifier systemd) => new(systemd, "60000000", NullLogger<SystemdNotices>.Instance);

    private sealed class Systemd : ISystemdNotifier
    {
        public bool IsGone { get; init; }

        public int Alives { get; private set; }

        public bool IsEnabled => true;

        public void Notify(ServiceState state)
        {
            if (IsGone)
            {
                throw new SocketException((int)SocketError.ConnectionRefused);
            }

            state.ToString().ShouldBe("WATCHDOG=1");
            Alives++;
        }
    }
}
