using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Butler.Local.Tests.Sense;

/// <summary>The Windows services of the simulated hosts.</summary>
[Collection(nameof(SenseSimulatorCollection))]
public sealed class HostsTests
{
    private const string Engine = "QlikSenseEngineService";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task A_host_has_the_services_of_Sense()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var services = (await AskAsync(bench, "QSPROD02")).GetProperty("services");

        services.EnumerateArray().Select(each => $"{each.GetProperty("name")} {each.GetProperty("state")} {each.GetProperty("startType")}")
            .ShouldBe(
            [
                "QlikSenseRepositoryDatabase 4 Automatic", "QlikSenseServiceDispatcher 4 Automatic", "QlikSenseRepositoryService 4 Automatic",
                "QlikSenseProxyService 4 Automatic", "QlikSenseEngineService 4 Automatic", "QlikSensePrintingService 4 Automatic",
                "QlikSenseSchedulerService 4 Automatic (delayed start)",
            ]);
        services[4].GetRawText().ShouldBe(
            """
            {"name":"QlikSenseEngineService","displayName":"Qlik Sense Engine Service","state":4,"startType":"Automatic",
            "exePath":"C:\\Program Files\\Qlik\\Sense\\Engine\\Engine.exe","account":"FABRIKAM\\svc_qlik",
            "dependencies":["QlikSenseRepositoryService"],"pid":4264,"win32ExitCode":0,"serviceExitCode":0}
            """.ReplaceLineEndings(""));
    }

    [Fact(Timeout = 20_000)]
    public async Task Services_stop_vanish_and_come_back()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await ChangeAsync(bench, new { host = "qsprod02", service = Engine, state = "stopped", startType = "manual" });
        var engine = (await AskAsync(bench, "qsprod02")).GetProperty("services").EnumerateArray()
            .Single(each => each.GetProperty("name").GetString() == Engine);
        new[] { "state", "startType", "pid", "win32ExitCode" }.Select(name => engine.GetProperty(name).GetRawText())
            .ShouldBe(["1", "\"Manual\"", "null", "1067"]);

        await ChangeAsync(bench, new { host = "qsprod02", service = Engine, vanished = true });
        (await AskAsync(bench, "qsprod02")).GetProperty("services").GetArrayLength().ShouldBe(6);
        await ChangeAsync(bench, new { host = "qsprod02", service = Engine, state = "stopped" }, HttpStatusCode.NotFound);
        await ChangeAsync(bench, new { host = "qsprod02", service = Engine, vanished = false });
        (await AskAsync(bench, "qsprod02")).GetProperty("services").GetArrayLength().ShouldBe(7);
        (await AskAsync(bench, "qsprod01")).GetProperty("services").GetArrayLength().ShouldBe(7);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_host_is_unreachable_and_a_host_without_a_name_is_the_first()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await ChangeAsync(bench, new { host = "qsprod01", error = 1722 });

        foreach (var (host, error) in new[] { ("qsprod01", 1722), ("", 1722), ("qsprod02", 0), ("other", 53) })
        {
            (await AskAsync(bench, host)).GetProperty("error").GetInt32().ShouldBe(error, host);
        }
    }

    private static async Task<JsonElement> AskAsync(SimulatorBench bench, string host)
    {
        using var client = new HttpClient();
        return await client.GetFromJsonAsync<JsonElement>(
            new Uri(bench.Simulator.ServicesUrl, $"/services?host={host}"), Cancelled);
    }

    private static async Task ChangeAsync(SimulatorBench bench, object change, HttpStatusCode expected = HttpStatusCode.NoContent)
    {
        using var changed = await bench.ControlAsync(HttpMethod.Patch, "services", JsonSerializer.Serialize(change));
        changed.StatusCode.ShouldBe(expected);
    }
}
