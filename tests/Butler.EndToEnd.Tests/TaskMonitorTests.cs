using System.Net.Http.Json;
using System.Text.Json;
using Butler.EndToEnd.Tests.Support;
using Butler.Tests;

namespace Butler.EndToEnd.Tests;

/// <summary>The relay watches the tasks of the simulated site.</summary>
public sealed class TaskMonitorTests
{
    private const string TaskName = "Reload of Sales Pipeline";

    [Fact]
    public async Task A_run_that_is_delayed_raises_an_alert_while_it_goes_on()
    {
        using var webhook = new HttpSink();
        var relay = Path.Combine(Directory.CreateTempSubdirectory("butler-e2e-").FullName, "relay.yaml");
        await File.WriteAllTextAsync(relay, """
            relay: { name: tasks }
            serviceBus: { connection: "${BUTLER_SERVICEBUS}" }
            qrs:
              url: "${BUTLER_SENSE_QRS}"
              certificate: "${BUTLER_SENSE_CERTIFICATES}/client.pem"
              key: "${BUTLER_SENSE_CERTIFICATES}/client_key.pem"
              ca: "${BUTLER_SENSE_CERTIFICATES}/root.pem"
            commands: { key: "${BUTLER_COMMAND_KEY}" }
            monitors: { tasks: { slow: 3, every: 10s } }
            """);
        await using var butler = await ButlerUp.StartAsync(
            $$"""
            channels: { hook: { type: webhook, url: "{{webhook.Url}}" } }
            routes: [{ name: slow, on: sense.task.slow, send: [{ channel: hook }] }]
            """,
            null, "--relay-config", relay);
        using var sense = butler.Sense();
        for (var i = 0; i < 5; i++)
        {
            await RunAsync(sense, new { task = TaskName, outcome = "succeeded" });
        }

        await RunAsync(sense, new { task = TaskName, outcome = "unfinished", runningFor = "00:10:00" });
        await Eventually.TrueAsync(() => webhook.Requests.Count == 1, "the slow run is told", TimeSpan.FromSeconds(60));

        using var body = JsonDocument.Parse(webhook.Requests[0].Body);
        var data = body.RootElement.GetProperty("data");
        (body.RootElement.GetProperty("type").GetString(), data.GetProperty("taskName").GetString(), data.GetProperty("usualMs").GetInt64(),
            data.GetProperty("times").GetInt32()).ShouldBe(("sense.task.slow", TaskName, 42_000, 3));
        Directory.Delete(Path.GetDirectoryName(relay)!, recursive: true);
    }

    private static async Task RunAsync(HttpClient sense, object order)
    {
        using var run = await sense.PostAsJsonAsync("/simulator/run", order);
        run.IsSuccessStatusCode.ShouldBeTrue(await run.Content.ReadAsStringAsync());
    }
}
