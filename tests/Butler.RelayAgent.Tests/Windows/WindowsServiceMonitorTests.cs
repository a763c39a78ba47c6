using Butler.Core.Events;

namespace Butler.RelayAgent.Tests.Windows;

/// <summary>The published Windows program asks a service control manager for services that the test makes and changes.</summary>
[Collection(nameof(Wine))]
[Trait("Category", "Windows")]
public sealed class WindowsServiceMonitorTests(Wine wine)
{
    private const string Dummy = "QlikSenseDummyService";

    [Fact]
    public async Task It_shows_the_services_that_it_sees_and_says_why_it_sees_others_not()
    {
        await using var relay = await WindowsRelay.CreateAsync(wine, _ => $$"""
            monitors:
              services: { hosts: [{ services: [{{Dummy.ToUpperInvariant()}}, QlikSenseDumyService] }, { host: other }] }
            """);
        await CreateAsync("demand");
        try
        {
            var (exitCode, said) = await relay.RunAsync("services");

            const string line = $"  {Dummy}: STOPPED, Manual, pid -, exit code 1077, account LocalSystem, \"Dummy of Sense\"";
            var lines = said.TrimEnd().Split('\n');
            (exitCode, lines[0].EndsWith(": 1 service", StringComparison.Ordinal)).ShouldBe((1, true), said);
            lines[1..].ShouldBe(
            [
                line, $"  QlikSenseDumyService: there is no such service (Windows's error 1060); did you mean {Dummy}?",
                "other: 1 service", line, // wine takes every host for this machine
            ]);
        }
        finally
        {
            await wine.RunAsync("sc", "delete", Dummy);
        }
    }

    [Fact]
    public async Task A_service_that_starts_and_stops_becomes_events()
    {
        await using var relay = await WindowsRelay.CreateAsync(wine, _ => $$"""
            monitors: { services: { every: 1s, status: off, hosts: [{ services: [{ name: {{Dummy}}, friendlyName: Dummy }] }] } }
            """);
        await CreateAsync("auto");
        var events = new List<CloudEvent>();
        try
        {
            await relay.StartBusAsync();
            await relay.StartAsync();
            events.Add(await relay.NextEventAsync());
            (await wine.RunAsync("sc", "start", Dummy)).ExitCode.ShouldBe(0);
            events.Add(await relay.NextEventAsync());
            (await wine.RunAsync("sc", "stop", Dummy)).ExitCode.ShouldBe(0);
            events.Add(await relay.NextEventAsync());
        }
        finally
        {
            await wine.RunAsync("sc", "stop", Dummy);
            await wine.RunAsync("sc", "delete", Dummy);
        }

        events.Select(Told).ShouldBe(
        [
            $"sense.service.stopped {Dummy} UNKNOWN > STOPPED", $"sense.service.started {Dummy} STOPPED > RUNNING",
            $"sense.service.stopped {Dummy} RUNNING > STOPPED",
        ]);
        var started = events[1].Data!.Value;
        new[] { "serviceDisplayName", "serviceFriendlyName", "serviceStartType", "serviceExePath", "serviceAccount" }
            .Select(name => started.GetProperty(name).GetString())
            .ShouldBe(["Dummy of Sense", "Dummy", "Automatic", @"C:\windows\system32\spoolsv.exe", "LocalSystem"]);
        started.GetProperty("pid").GetInt32().ShouldBeGreaterThan(0);
        events.Select(each => each.Data!.Value.GetProperty("win32ExitCode").GetInt32()).ShouldBe([1077, 0, 0]);
    }

    /// <summary>The program is wine's print spooler, which runs as a service under any name.</summary>
    private async Task CreateAsync(string startType)
    {
        var (exitCode, said) = await wine.RunAsync(
            "sc", "create", Dummy, "binPath=", @"C:\windows\system32\spoolsv.exe", "start=", startType, "DisplayName=", "Dummy of Sense");
        exitCode.ShouldBe(0, said);
    }

    private static string Told(CloudEvent told)
    {
        var data = told.Data!.Value;
        return $"{told.Type} {data.GetProperty("serviceName")} {data.GetProperty("servicePrevStatus")} > "
            + $"{data.GetProperty("serviceStatus")}";
    }
}
