using System.Globalization;
using System.Text.Json;
using Butler.EndToEnd.Tests.Support;
using Butler.Tests;

namespace Butler.EndToEnd.Tests;

/// <summary>Unused access licenses of the simulated site are released: heartbeat, turn, run, events.</summary>
public sealed class LicenseReleaseTests : IDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("butler-e2e-");

    [Fact]
    public async Task A_slot_that_is_due_is_run_once_and_told()
    {
        using var webhook = new HttpSink();
        var relay = Path.Combine(data.FullName, "test-relay.yaml");
        await File.WriteAllTextAsync(relay, """
            relay: { name: releasing }
            serviceBus: { connection: "${BUTLER_SERVICEBUS}" }
            qrs:
              url: "${BUTLER_SENSE_QRS}"
              certificate: "${BUTLER_SENSE_CERTIFICATES}/client.pem"
              key: "${BUTLER_SENSE_CERTIFICATES}/client_key.pem"
              ca: "${BUTLER_SENSE_CERTIFICATES}/root.pem"
            commands: { key: "${BUTLER_COMMAND_KEY}" }
            licenseRelease:
              types: [analyzer]
              dryRun: false
              never: { tags: [keep license], customProperties: { Department: HR }, inactive: yes, blocked: yes, removedExternally: yes }
            """);
        await WriteStateAsync();
        await using var butler = await ButlerUp.StartAsync(
            $$"""
            channels: { hook: { type: webhook, url: "{{webhook.Url}}" } }
            routes: [{ name: licenses, on: "sense.license.release*", send: [{ channel: hook }] }]
            """,
            data.FullName, "--relay-config", relay);
        await Eventually.TrueAsync(() => webhook.Requests.Count == 3, "the run is told", TimeSpan.FromSeconds(90));

        // A relay that starts again in the same slot has nothing to do.
        butler.Kill("relay");
        using var sense = butler.Sense();
        await Eventually.TrueAsync(
            () => butler.Lines.Count(line => line.Contains("is open; ", StringComparison.Ordinal)) == 2, "the relay is back");
        await Task.Delay(TimeSpan.FromSeconds(5));

        using var requests = JsonDocument.Parse(await sense.GetStringAsync("/simulator/requests"));
        requests.RootElement.GetProperty("byPath").EnumerateObject()
            .Where(path => path.Name.StartsWith("DELETE", StringComparison.Ordinal))
            .Select(path => path.Value.GetInt32()).ShouldBe([1, 1]);
        var events = webhook.Requests.Select(request => JsonDocument.Parse(request.Body).RootElement).ToList();
        events.Select(Line).Order(StringComparer.Ordinal).ShouldBe(
        [
            "sense.license.release.ended considered 10 released 2 failed 0 left 0 "
                + """{"blocked":1,"customProperty":1,"deletedUser":1,"inactive":1,"neverUsed":2,"removedExternally":1,"tag":1}""",
            @"sense.license.released FABRIKAM\mlin not used for 40 days",
            @"sense.license.released FABRIKAM\tkarlsson not used for 64 days",
        ]);
    }

    public void Dispose() => data.Delete(recursive: true);

    /// <summary>Writes that the slot of yesterday was the last one, so that today's is due at the start.</summary>
    private async Task WriteStateAsync()
    {
        var folder = data.CreateSubdirectory("journal").CreateSubdirectory("monitors");
        var yesterday = DateTimeOffset.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "license-release.json"), $$"""{"Done":"{{yesterday}}T00:00:00+00:00"}""");
    }

    private static string Line(JsonElement raised)
    {
        var told = raised.GetProperty("data");
        return $"{raised.GetProperty("type")} " + (told.TryGetProperty("reason", out var reason)
            ? $@"{told.GetProperty("userDir")}\{told.GetProperty("userId")} {reason}"
            : string.Join(' ', new[] { "considered", "released", "failed", "left" }.Select(name => $"{name} {told.GetProperty(name)}"))
                + $" {told.GetProperty("protected").GetRawText()}");
    }
}
