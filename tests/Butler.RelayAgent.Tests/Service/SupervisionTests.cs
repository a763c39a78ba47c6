using System.Net.Sockets;
using System.Text;
using Butler.RelayAgent.Service;
using Butler.RelayAgent.Service.Linux;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Service;

public sealed class SupervisionTests
{
    private readonly FakeTime time = new();
    private readonly RelayCounts counts = new();
    private long rounds;

    [Fact]
    public void A_relay_whose_listener_stands_still_is_not_alive()
    {
        var liveness = new Liveness(counts, () => rounds, time);

        liveness.IsAlive().ShouldBeTrue();
        liveness.IsAlive().ShouldBeFalse();
        rounds++;
        liveness.IsAlive().ShouldBeTrue();
    }

    [Fact]
    public void A_relay_that_receives_but_has_written_nothing_for_two_minutes_is_not_alive()
    {
        var liveness = new Liveness(counts, () => rounds++, time);
        counts.AddReceived();
        liveness.IsAlive().ShouldBeTrue();
        time.Advance(TimeSpan.FromMinutes(1));
        liveness.IsAlive().ShouldBeTrue();
        time.Advance(TimeSpan.FromMinutes(1));
        liveness.IsAlive().ShouldBeFalse();
        counts.AddAccepted(1);
        liveness.IsAlive().ShouldBeTrue();
    }

    [Fact]
    public async Task Systemd_hears_of_start_stop_and_life()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is Linux's");
        var path = Path.Combine(Directory.CreateTempSubdirectory("butler-notify-").FullName, "socket");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        systemd.ReceiveTimeout = 5000;
        var environment = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path, ["WATCHDOG_USEC"] = "30000000" };
        var supervisor = SystemdSupervisor.Find(environment.GetValueOrDefault, time, NullLogger<SystemdSupervisor>.Instance)!;
        using var stop = new CancellationTokenSource();
        string Heard()
        {
            var buffer = new byte[500];
            return Encoding.UTF8.GetString(buffer, 0, systemd.Receive(buffer));
        }

        supervisor.Ready("Listening");
        Heard().ShouldBe("READY=1\nSTATUS=Listening");
        var running = supervisor.RunAsync(new Liveness(counts, () => rounds, time), stop.Token);
        time.Advance(TimeSpan.FromSeconds(10));
        Heard().ShouldBe("WATCHDOG=1");
        time.Advance(TimeSpan.FromSeconds(10)); // the listener has not moved
        supervisor.Stopping();
        Heard().ShouldBe("STOPPING=1\nSTATUS=Writing what was received to disk");
        await stop.CancelAsync();
        await running;
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
