using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Monitors.Services;
using Butler.RelayAgent.Monitors.Services.Managers;
using Butler.RelayAgent.Tests.Forwarding;

namespace Butler.RelayAgent.Tests.Monitors.Services;

public sealed class HostMonitorTests : IDisposable
{
    private const string Engine = "QlikSenseEngineService";
    private const string Proxy = "QlikSenseProxyService";

    private readonly MonitorBench bench = new(new DateTimeOffset(2031, 3, 14, 4, 12, 0, TimeSpan.Zero));
    private readonly StubServiceManager manager = new();
    private readonly RecordingLogger<HostMonitor> log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_and_a_start_are_told_with_all_that_is_known()
    {
        var monitor = Open(services: [new WatchedService("qliksenseengineSERVICE", "Engine")]);
        await LookAsync(monitor, WinServiceState.Running);
        bench.Alerts().ShouldBe(["sense.service.status main:service:node2/qliksenseengineservice:status:2031-03-14T04:10:00Z"]);
        await LookAsync(monitor, WinServiceState.Stopped);
        await LookAsync(monitor, WinServiceState.Stopped);
        await LookAsync(monitor, WinServiceState.Running);

        bench.RaisedLines().ShouldBe(
        [
            "sense.service.stopped | main:service:node2/qliksenseengineservice:STOPPED:2031-03-14T04:12:30Z | /sense/main/node2 | "
                + "service/node2/QlikSenseEngineService | " + Data("STOPPED", "2031-03-14T04:12:00Z", "RUNNING"),
            "sense.service.started | main:service:node2/qliksenseengineservice:RUNNING:2031-03-14T04:13:30Z | /sense/main/node2 | "
                + "service/node2/QlikSenseEngineService | " + Data("RUNNING", "2031-03-14T04:13:30Z", "STOPPED"),
        ]);
        log.Lines.ShouldBe(
        [
            "Information: The service QlikSenseEngineService on node2 was RUNNING and is STOPPED",
            "Information: The service QlikSenseEngineService on node2 was STOPPED and is RUNNING",
        ]);
    }

    [Fact]
    public async Task The_status_is_raised_once_for_each_interval_also_over_restarts()
    {
        for (var i = 0; i < 12; i++)
        {
            await LookAsync(Open(), WinServiceState.Running);
        }

        bench.Alerts().Distinct().ShouldBe(
        [
            "sense.service.status main:service:node2/qliksenseengineservice:status:2031-03-14T04:10:00Z",
            "sense.service.status main:service:node2/qliksenseengineservice:status:2031-03-14T04:15:00Z",
        ]);
        var same = Open();
        await LookAsync(same, WinServiceState.Running);
        await LookAsync(same, WinServiceState.Running);
        bench.Alerts().Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_stop_while_the_relay_was_down_is_told_with_the_status_before()
    {
        await LookAsync(Open(), WinServiceState.Running);
        bench.Alerts();
        bench.Time.Advance(TimeSpan.FromHours(2));

        await LookAsync(Open(withStatus: false), WinServiceState.Stopped);
        await LookAsync(Open(withStatus: false), WinServiceState.Stopped);

        bench.RaisedLines().ShouldHaveSingleItem().ShouldEndWith(Data("STOPPED", "2031-03-14T04:12:00Z", "RUNNING", friendly: false));
    }

    [Fact]
    public async Task Killed_between_the_event_and_its_file_it_raises_the_same_event_again_and_no_other()
    {
        await LookAsync(Open(withStatus: false), WinServiceState.Running);
        byte[] planned;
        var file = Path.Combine(bench.Folder, "monitors", "services.json");
        using (var dying = new MonitorBench(bench.Time.GetUtcNow()))
        {
            // The journal accepts nothing: the relay dies after the decision, before the event.
            dying.EndJournal();
            manager.Set(Engine, WinServiceState.Stopped);
            var monitor = Open(withStatus: false, events: dying.Events);
            await Should.ThrowAsync<MonitorException>(monitor.LookAsync(Cancel));
            planned = await File.ReadAllBytesAsync(file, Cancel);
        }

        bench.Alerts().ShouldBeEmpty();
        bench.Time.Advance(TimeSpan.FromMinutes(7));
        await Open(withStatus: false).LookAsync(Cancel);
        (await File.ReadAllBytesAsync(file, Cancel)).ShouldNotBe(planned);
        await File.WriteAllBytesAsync(file, planned, Cancel);
        await Open(withStatus: false).LookAsync(Cancel);
        await Open(withStatus: false).LookAsync(Cancel);

        const string stopped = "sense.service.stopped main:service:node2/qliksenseengineservice:STOPPED:2031-03-14T04:12:30Z";
        bench.Alerts().ShouldBe([stopped, stopped]);
    }

    [Fact]
    public async Task A_look_without_a_change_writes_nothing_for_five_minutes()
    {
        var monitor = Open(withStatus: false);
        var file = Path.Combine(bench.Folder, "monitors", "services.json");
        await LookAsync(monitor, WinServiceState.Running);
        File.Delete(file);
        for (var look = 0; look < 9; look++)
        {
            await LookAsync(monitor, WinServiceState.Running);
        }

        File.Exists(file).ShouldBeFalse();
        await LookAsync(monitor, WinServiceState.Running);
        File.Exists(file).ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_stop_at_one_mark_has_an_id_of_its_own()
    {
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        foreach (var state in new[] { WinServiceState.Running, WinServiceState.Stopped, WinServiceState.Running, WinServiceState.Stopped })
        {
            manager.Set(Engine, state);
            await Open(withStatus: false).LookAsync(Cancel);
        }

        const string id = "main:service:node2/qliksenseengineservice:";
        bench.Alerts().ShouldBe(
        [
            $"sense.service.stopped {id}STOPPED:2031-03-14T04:12:30Z", $"sense.service.started {id}RUNNING:2031-03-14T04:12:30Z",
            $"sense.service.stopped {id}STOPPED:2031-03-14T04:12:30Z:2",
        ]);
    }

    [Fact]
    public async Task Two_relays_with_the_same_interval_give_a_change_one_id()
    {
        var (one, other) = (Open(withStatus: false, relay: "a"), Open(withStatus: false, relay: "b", events: bench.EventsOf("b")));
        await LookBothAsync(one, other, WinServiceState.Running);
        await LookBothAsync(one, other, WinServiceState.Stopped);

        bench.Alerts().Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_host_that_cannot_be_asked_is_one_event_and_what_changed_meanwhile_is_told_afterwards()
    {
        manager.Set(Proxy, WinServiceState.Running);
        var monitor = Open(withStatus: false);
        await LookAsync(monitor, WinServiceState.Running);
        manager.Errors["node2"] = 1722;
        for (var i = 0; i < 5; i++)
        {
            bench.Time.Advance(TimeSpan.FromSeconds(30));
            (await Should.ThrowAsync<MonitorException>(monitor.LookAsync(Cancel))).Message
                .ShouldStartWith("node2: the RPC server is not available");
        }

        manager.Errors.Clear();
        await LookAsync(Open(withStatus: false), WinServiceState.Stopped);

        var raised = bench.Raised();
        raised.Select(each => $"{each.Type} {each.Id}").ShouldBe(
        [
            "sense.host.unreachable main:host:node2:unreachable:2031-03-14T04:14:00Z",
            "sense.host.reachable main:host:node2:reachable:2031-03-14T04:15:00Z",
            "sense.service.stopped main:service:node2/qliksenseengineservice:STOPPED:2031-03-14T04:15:00Z",
        ]);
        raised.Select(each => each.Subject).Take(2).ShouldBe(["host/node2", "host/node2"]);
        raised[0].Data!.Value.EnumerateObject().Select(field => $"{field.Name}: {field.Value}").ShouldBe(
            ["host: node2", $"reason: {ScmErrors.Text(1722)}", "since: 2031-03-14T04:12:00Z"]);
        raised[1].Data!.Value.GetRawText().ShouldBe("""{"host":"node2","reason":null,"since":"2031-03-14T04:12:00Z"}""");
        raised[2].Data!.Value.GetProperty("since").GetString().ShouldBe("2031-03-14T04:12:00Z");
    }

    [Fact]
    public async Task With_auto_a_new_service_is_watched_and_a_disabled_one_is_not()
    {
        var monitor = Open(withStatus: false);
        await LookAsync(monitor, WinServiceState.Running);
        manager.Set(Proxy, WinServiceState.Stopped);
        manager.Set("QlikSensePrintingService", WinServiceState.Stopped, startType: StartTypes.Disabled);
        await LookAsync(monitor, WinServiceState.Running);
        bench.Alerts().ShouldBe(["sense.service.stopped main:service:node2/qliksenseproxyservice:STOPPED:2031-03-14T04:12:30Z"]);

        manager.Set(Proxy, WinServiceState.Stopped, startType: StartTypes.Disabled);
        manager.Set(Engine, WinServiceState.Stopped, startType: StartTypes.Disabled);
        for (var i = 0; i < 5; i++)
        {
            bench.Time.Advance(TimeSpan.FromSeconds(30));
            await monitor.LookAsync(Cancel);
        }

        bench.Alerts().ShouldBeEmpty();
        manager.Set(Proxy, WinServiceState.Running);
        await monitor.LookAsync(Cancel);
        bench.Alerts().ShouldHaveSingleItem().ShouldStartWith("sense.service.started main:service:node2/qliksenseproxyservice:RUNNING");
    }

    [Fact]
    public async Task A_service_that_vanishes_is_told_and_a_name_that_was_never_there_is_a_warning()
    {
        var monitor = Open(withStatus: false, services: [new WatchedService(Engine, null), new WatchedService("QlikSenseProxy", null)]);
        manager.Set(Engine, WinServiceState.Running);
        (await Should.ThrowAsync<MonitorException>(monitor.LookAsync(Cancel))).Message.ShouldBe(
            "node2: QlikSenseProxy: there is no such service (Windows's error 1060); did you mean QlikSenseEngineService?");
        manager.Set("QlikSenseProxy", WinServiceState.Running);
        await monitor.LookAsync(Cancel);
        manager.Remove(Engine);
        for (var i = 0; i < 4; i++)
        {
            await monitor.LookAsync(Cancel);
        }

        var gone = bench.Raised().ShouldHaveSingleItem();
        (gone.Type, gone.Data!.Value.GetProperty("serviceStatus").GetString(), gone.Data.Value.GetProperty("servicePrevStatus").GetString(),
            gone.Data.Value.GetProperty("serviceDisplayName").GetString()).ShouldBe(
            ("sense.service.stopped", "UNKNOWN", "RUNNING", "Display of QlikSenseEngineService"));
    }

    [Fact]
    public async Task A_service_that_may_not_be_read_is_a_warning_and_not_gone()
    {
        var monitor = Open(withStatus: false, services: [new WatchedService(Engine, null)]);
        await LookAsync(monitor, WinServiceState.Running);
        manager.Denied.Add(Engine);
        for (var i = 0; i < 5; i++)
        {
            (await Should.ThrowAsync<MonitorException>(monitor.LookAsync(Cancel))).Message
                .ShouldStartWith("node2: QlikSenseEngineService: access denied");
        }

        bench.Alerts().ShouldBeEmpty();
    }

    public void Dispose() => bench.Dispose();

    private async Task LookAsync(HostMonitor monitor, WinServiceState state)
    {
        manager.Set(Engine, state);
        await monitor.LookAsync(Cancel);
        bench.Time.Advance(TimeSpan.FromSeconds(30));
    }

    /// <summary>Two looks at one mark, a little apart.</summary>
    private async Task LookBothAsync(HostMonitor one, HostMonitor other, WinServiceState state)
    {
        manager.Set(Engine, state);
        await one.LookAsync(Cancel);
        bench.Time.Advance(TimeSpan.FromSeconds(2));
        await other.LookAsync(Cancel);
        bench.Time.Advance(TimeSpan.FromSeconds(28));
    }

    private HostMonitor Open(
        WatchedService[]? services = null, string relay = "", MonitorEvents? events = null, bool withStatus = true)
    {
        var host = new WatchedHost("node2", services);
        var options = new ServiceMonitorOptions { Status = withStatus ? TimeSpan.FromMinutes(5) : null, Hosts = [host] };
        return new HostMonitor(
            options,
            host,
            new HostCall(manager, host.Host, services?.Select(each => each.Name).ToList(), options.Timeout, bench.Time),
            events ?? bench.Events,
            bench.Open("services", HostStateJson.Default.HostState, relay),
            bench.Time,
            log);
    }

    private static string Data(string status, string since, string previous, bool friendly = true) =>
        $$"""
        {"host":"node2","serviceName":"QlikSenseEngineService","serviceDisplayName":"Display of QlikSenseEngineService",
        "serviceFriendlyName":{{(friendly ? "\"Engine\"" : "null")}},"serviceStatus":"{{status}}","serviceStartType":"Automatic",
        "serviceExePath":"C:\\Qlik\\x.exe","serviceDependencies":["Rpcss"],"serviceAccount":"NORD\\svc",
        "pid":{{(status == "RUNNING" ? "4312" : "null")}},"win32ExitCode":{{(status == "STOPPED" ? 1067 : 0)}},"serviceExitCode":0,
        "since":"{{since}}","servicePrevStatus":"{{previous}}"}
        """.ReplaceLineEndings("");
}
