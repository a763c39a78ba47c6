using Butler.RelayAgent.Monitors.Services;
using Butler.RelayAgent.Monitors.Services.Managers;
using Butler.RelayAgent.Setup;
using Butler.RelayAgent.Setup.Checking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Tests.Setup;

/// <summary><c>butler-relay services</c>, with simulated hosts.</summary>
public sealed class ServicesCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("butler-services-").FullName;

    [Fact]
    public async Task It_shows_what_the_monitor_sees_and_why_it_sees_no_more()
    {
        await using var hosts = await HostsAsync();

        var (exitCode, said, errors) = await RunAsync(
            "monitors: { services: { hosts: [{ host: good }, { host: good2, services: [qliksensea, Other] }, { host: down }] } }",
            hosts.Urls.Single());

        (exitCode, errors).ShouldBe((1, ""));
        said.Split('\n').ShouldBe(
        [
            "good: 2 services",
            "  QlikSenseA: RUNNING, Automatic, pid 12, exit code 0, account LocalSystem, \"Sense A\"",
            "  QlikSenseB: STOPPED, Disabled, pid -, exit code 1067, account -, \"Sense B\" (not watched)",
            "good2: 1 service",
            "  QlikSenseA: RUNNING, Automatic, pid 12, exit code 0, account LocalSystem, \"Sense A\"",
            "  Other: there is no such service (Windows's error 1060)",
            "down: access denied: the account of the relay may not ask the service manager there. Remote access is for administrators of "
                + "that host by default (Windows's error 5)",
            "",
        ]);
    }

    [Fact]
    public async Task The_check_of_the_machine_reads_the_services()
    {
        await using var hosts = await HostsAsync();
        var options = new ServiceMonitorOptions
        {
            Hosts =
            [
                new WatchedHost("good", null), new WatchedHost("good2", [new("qliksensea", null), new("Other", null)]),
                new WatchedHost("down", null),
            ],
        };
        using var manager = new SimulatedServiceManager(new Uri(hosts.Urls.Single()));

        var results = await new ServicesProbe(options, manager, TimeProvider.System).ProbeAsync(TestContext.Current.CancellationToken);

        results.Select(each => each.ToString()).ShouldBe(
        [
            CheckResult.Ok("services", "good: 1 service can be read").ToString(),
            CheckResult.Ok("services", "good2: 1 service can be read").ToString(),
            CheckResult.Fail("services", $"good2: Other: {ScmErrors.Text(1060)}").ToString(),
            CheckResult.Fail("services", $"down: {ScmErrors.Text(5)}").ToString(),
        ]);
    }

    [Fact]
    public async Task Without_Windows_or_with_a_faulty_file_it_says_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has services");
        (await RunAsync("", null)).ShouldBe((2, "", "Only a relay on Windows can ask for Windows services.\n"));
        var (exitCode, _, errors) = await RunAsync("monitors: { services: { every: 1d } }", null);
        (exitCode, errors.Contains("monitors.services.every: must be from 1s to 1h", StringComparison.Ordinal)).ShouldBe((2, true), errors);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task<WebApplication> HostsAsync()
    {
        const string services = """
            {"error":0,"services":[
            {"name":"QlikSenseA","displayName":"Sense A","state":4,"startType":"Automatic","account":"LocalSystem",
            "dependencies":[],"pid":12},
            {"name":"QlikSenseB","displayName":"Sense B","state":1,"startType":"Disabled","dependencies":[],"win32ExitCode":1067}]}
            """;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var hosts = builder.Build();
        hosts.MapGet("/services", (string host) => Results.Content(host == "down" ? """{"error":5,"services":[]}""" : services));
        await hosts.StartAsync(TestContext.Current.CancellationToken);
        return hosts;
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(string more, string? simulated)
    {
        var file = Path.Combine(folder, "relay.yaml");
        await File.WriteAllTextAsync(file, $"serviceBus: {{ connection: https://example.servicebus.windows.net }}\n{more}\n");
        var (output, errors) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = await ServicesCommand.RunAsync(
            name => name == "BUTLER_RELAY_CONFIG" ? file : name == ServiceMonitorReader.Simulated ? simulated : null,
            TimeProvider.System, output, errors);
        return (exitCode, output.ToString(), errors.ToString());
    }
}
