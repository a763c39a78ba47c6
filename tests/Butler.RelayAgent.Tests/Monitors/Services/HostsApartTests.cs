using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Monitors.Services;
using Butler.RelayAgent.Monitors.Services.Managers;
using Butler.RelayAgent.Tests.Forwarding;

namespace Butler.RelayAgent.Tests.Monitors.Services;

/// <summary>20 hosts with 25 services each, one of which hangs.</summary>
public sealed class HostsApartTests : IDisposable
{
    private const string Hung = "node7";
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly MonitorBench bench = new(new DateTimeOffset(2031, 3, 14, 4, 12, 0, TimeSpan.Zero));
    private readonly StubServiceManager manager = new();

    [Fact]
    public async Task A_host_that_hangs_delays_no_other_and_is_asked_once()
    {
        var hosts = Enumerable.Range(1, 20).Select(i => $"node{i}").ToList();
        foreach (var host in hosts.Where(each => each != Hung))
        {
            manager.Hosts[host] =
                [.. Enumerable.Range(0, 25).Select(i => new WinService($"QlikSense{i}", WinServiceState.Running))];
        }

        var loops = hosts.Select(Loop).ToList();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = loops.Select(loop => loop.RunAsync(stop.Token)).ToList();
        var good = hosts.Where(each => each != Hung).ToList();
        for (var look = 1; look <= 10; look++)
        {
            await Eventually.TrueAsync(
                () => good.TrueForAll(host => manager.Calls(host) == look && File.Exists(FileOf(host))), $"look {look} of the others");
            bench.Time.Advance(Every);
        }

        manager.Calls(Hung).ShouldBe(1);
        await Eventually.TrueAsync(
            () => loops[6].Warnings.Any(each => each.Contains("did not answer within 5 s", StringComparison.Ordinal)),
            "the hung one is named");
        loops.SelectMany(loop => loop.Warnings).ShouldHaveSingleItem().ShouldBe(
            "The monitor services on node7 fails: node7: the host did not answer within 5 s");
        await stop.CancelAsync();
        await Task.WhenAll(running);
    }

    [Fact]
    public async Task An_answer_that_came_after_its_time_is_not_taken_for_a_new_one()
    {
        var call = new HostCall(manager, Hung, null, TimeSpan.FromSeconds(5), bench.Time);
        var first = call.AskAsync(CancellationToken.None);
        bench.Time.Advance(TimeSpan.FromSeconds(5));
        await Should.ThrowAsync<ServiceManagerException>(first);
        manager.Hanging.SetResult(new HostServices([], []));
        manager.Set("QlikSenseProxyService", WinServiceState.Running, Hung);

        (await call.AskAsync(CancellationToken.None)).Services.Select(each => each.Name).ShouldBe(["QlikSenseProxyService"]);
    }

    [Fact]
    public async Task A_call_that_still_hangs_is_waited_for_again()
    {
        var call = new HostCall(manager, Hung, null, TimeSpan.FromSeconds(5), bench.Time);
        var first = call.AskAsync(CancellationToken.None);
        bench.Time.Advance(TimeSpan.FromSeconds(5));
        await Should.ThrowAsync<ServiceManagerException>(first);

        var second = call.AskAsync(CancellationToken.None);
        manager.Hanging.SetResult(new HostServices([new WinService("late", WinServiceState.Running)], []));

        (await second).Services.ShouldHaveSingleItem().Name.ShouldBe("late");
        manager.Calls(Hung).ShouldBe(1);
    }

    public void Dispose() => bench.Dispose();

    private MonitorLoop Loop(string host)
    {
        var options = new ServiceMonitorOptions { Every = Every, Status = null, Timeout = TimeSpan.FromSeconds(5) };
        var watched = new WatchedHost(host, null);
        var monitor = new HostMonitor(
            options, watched, new HostCall(manager, host, null, options.Timeout, bench.Time), bench.Events,
            bench.Open($"services-{host}", HostStateJson.Default.HostState), bench.Time, new RecordingLogger<HostMonitor>());
        return new MonitorLoop(monitor, bench.Time, new RecordingLogger<MonitorLoop>());
    }

    private string FileOf(string host) => Path.Combine(bench.Folder, "monitors", $"services-{host}.json");
}
