using System.Net.Sockets;
using System.Text;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Hosting;
using Butler.RelayAgent.Loops;
using Butler.Tests;
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
        var supervisor = new CountingSupervisor();
        var failure = new RelayFailure();
        var loop = new LoopProgress("reconciler", time, TimeSpan.FromSeconds(50));
        var watchdog = new Watchdog(new Liveness(counts, [loop], time), supervisor, failure, time, NullLogger<Watchdog>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = watchdog.RunAsync(stop.Token);

        await LookAsync();
        await LookAsync();
        supervisor.Alives.ShouldBe(2);
        time.Advance(Watchdog.Every); // silent for 60 s
        failure.Happened.IsCompleted.ShouldBeFalse();
        time.Advance(Watchdog.Every);

        (await failure.Happened).Message.ShouldBe("The reconciler has failed: it does not move any more");
        supervisor.Alives.ShouldBe(2);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);

        async Task LookAsync()
        {
            var before = supervisor.Alives;
            time.Advance(Watchdog.Every);
            await Eventually.TrueAsync(() => supervisor.Alives == before + 1, "the supervisor hears of it");
        }
    }

    [Fact]
    public void Systemd_hears_of_start_stop_and_life()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is Linux's");
        var path = Path.Combine(Directory.CreateTempSubdirectory("butler-notify-").FullName, "socket");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        systemd.ReceiveTimeout = 5000;
        var environment = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path, ["WATCHDOG_USEC"] = "30000000" };
        var supervisor = SystemdSupervisor.Find(environment.GetValueOrDefault, NullLogger<SystemdSupervisor>.Instance)!;
        string Heard()
        {
            var buffer = new byte[500];
            return Encoding.UTF8.GetString(buffer, 0, systemd.Receive(buffer));
        }

        supervisor.Ready("Listening");
        Heard().ShouldBe("READY=1\nSTATUS=Listening");
        supervisor.WatchdogInterval.ShouldBe(TimeSpan.FromSeconds(30));
        supervisor.Alive();
        Heard().ShouldBe("WATCHDOG=1");
        supervisor.Stopping();
        Heard().ShouldBe("STOPPING=1\nSTATUS=Writing what was received to disk");
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private sealed class CountingSupervisor : ISupervisor
    {
        public int Alives { get; private set; }

        public TimeSpan? WatchdogInterval => null;

        public void Ready(string status)
        {
        }

        public void Stopping()
        {
        }

        public void Alive() => Alives++;
    }
}
