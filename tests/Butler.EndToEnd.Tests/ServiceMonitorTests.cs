using System.Net.Http.Json;
using System.Text.Json;
using Butler.EndToEnd.Tests.Support;
using Butler.Tests;

namespace Butler.EndToEnd.Tests;

/// <summary>The relay watches the Windows services of the simulated hosts.</summary>
public sealed class ServiceMonitorTests
{
    private const string Engine = "QlikSenseEngineService";

    [Fact]
    public async Task A_service_that_stops_is_an_alert_which_ends_when_it_starts()
    {
        using var webhook = new HttpSink();
        using var readings = new HttpSink();
        var relay = Path.Combine(Directory.CreateTempSubdirectory("butler-e2e-").FullName, "relay.yaml");
        await File.WriteAllTextAsync(relay, """
            relay: { name: services }
            serviceBus: { connection: "${BUTLER_SERVICEBUS}" }
            commands: { key: "${BUTLER_COMMAND_KEY}" }
            monitors: { services: { every: 1s, hosts: [{ host: qsprod01 }, { host: qsprod02 }] } }
            """);
        await using var butler = await ButlerUp.StartAsync(
            $$"""
            channels:
              hook: { type: webhook, url: "{{webhook.Url}}" }
              readings: { type: webhook, url: "{{readings.Url}}" }
            routes:
              - { name: down, on: [sense.service.stopped, sense.host.unreachable], resolve: true, send: [{ channel: hook }] }
              - { name: readings, on: sense.service.status, send: [{ channel: readings }] }
            """,
            null, "--relay-config", relay);
        using var sense = butler.Sense();
        await SentAsync(readings, 14, "seven services of two hosts are read");

        await ChangeAsync(sense, new { host = "qsprod02", service = Engine, state = "stopped" });
        await SentAsync(webhook, 1, "the stop is told");
        await ChangeAsync(sense, new { host = "qsprod02", service = Engine, state = "running" });
        await SentAsync(webhook, 2, "the start ends it");
        await ChangeAsync(sense, new { host = "qsprod01", error = 1722 });
        await SentAsync(webhook, 3, "the host is told");
        await ChangeAsync(sense, new { host = "qsprod01", error = 0 });
        await SentAsync(webhook, 4, "the host answers again");

        webhook.Requests.Select(request => Told(request.Body)).ShouldBe(
        [
            "qsprod02 QlikSenseEngineService RUNNING > STOPPED", "qsprod02 QlikSenseEngineService STOPPED > RUNNING",
            "sense.host.unreachable host/qsprod01", "sense.host.reachable host/qsprod01",
        ]);
        Directory.Delete(Path.GetDirectoryName(relay)!, recursive: true);
    }

    /// <summary>Services have Butler's own body.</summary>
    private static string Told(string body)
    {
        using var json = JsonDocument.Parse(body);
        string? Text(string name) => json.RootElement.GetProperty(name).GetString();
        return json.RootElement.TryGetProperty("type", out _)
            ? $"{Text("type")} {Text("subject")}"
            : $"{Text("host")} {Text("serviceName")} {Text("prevState")} > {Text("currState")}";
    }

    private static Task SentAsync(HttpSink webhook, int count, string what) =>
        Eventually.TrueAsync(() => webhook.Requests.Count == count, what, TimeSpan.FromSeconds(60));

    private static async Task ChangeAsync(HttpClient sense, object change)
    {
        using var changed = await sense.PatchAsJsonAsync("/simulator/services", change);
        changed.IsSuccessStatusCode.ShouldBeTrue(await changed.Content.ReadAsStringAsync());
    }
}
