using System.Text.Json;
using System.Text.RegularExpressions;
using Butler.EndToEnd.Tests.Support;

namespace Butler.EndToEnd.Tests;

/// <summary>Schedules from Butler's file to the start in Sense, through all real parts.</summary>
public sealed partial class SchedulesTests : IDisposable
{
    /// <summary>A task of the simulated site.</summary>
    private const string Task = "684c55cc-93f8-78b4-d199-c8a3e3587997";
    private const string Id = "2c9d0b1e-77aa-4c1b-9d5e-0f1a2b3c4d5e";

    private readonly string directory = Directory.CreateTempSubdirectory("butler-schedules-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact(Timeout = 240_000)]
    public async Task One_of_butlers_file_starts_its_task_once_at_each_due_time_also_when_the_app_is_killed()
    {
        var relay = Path.Combine(directory, "relay.yaml");
        await File.WriteAllTextAsync(
            relay,
            """
            relay: { name: local, site: default }
            serviceBus: { connection: "${BUTLER_SERVICEBUS}" }
            udp: { listen: "127.0.0.1:9998" }
            commands: { key: "${BUTLER_COMMAND_KEY}", startTask: { any: true } }
            qrs:
              url: "${BUTLER_SENSE_QRS}"
              certificate: "${BUTLER_SENSE_CERTIFICATES}/client.pem"
              key: "${BUTLER_SENSE_CERTIFICATES}/client_key.pem"
              ca: "${BUTLER_SENSE_CERTIFICATES}/root.pem"
              user: INTERNAL\sa_api
            """,
            TestContext.Current.CancellationToken);
        var butlers = Path.Combine(directory, "schedule.yaml");
        await File.WriteAllTextAsync(
            butlers,
            $$"""
            butlerSchedule:
              - { id: {{Id}}, name: Often, cronSchedule: "*/10 * * * * *", timezone: UTC, qlikSenseTaskId: {{Task}}, startupState: started }
            """,
            TestContext.Current.CancellationToken);
        await using var up = await ButlerUp.StartAsync(
            "channels: { a: { type: console } }\nroutes: []\n", data: null, "--relay-config", relay);
        using var client = new HttpClient { BaseAddress = new Uri(up.Http, "/api/v4/") };
        using var sense = up.Sense();

        var (exitCode, output) = await ButlerUp.CommandAsync(
            "schedules", "import", butlers, "--to", up.Http.AbsoluteUri, "--butler-zone", "UTC");
        (exitCode, output.TrimEnd().Split('\n')[^1]).ShouldBe((0, "1 of 1 schedules were created."), output);
        await Eventually.TrueAsync(() => Last(client).Outcome == "succeeded", "a start has succeeded");
        var before = Last(client).Due;
        up.Kill("functions");
        await Eventually.TrueAsync(() => Last(client) is { Outcome: "succeeded" } last && last.Due != before, "it goes on after the kill");

        using (var stopped = await client.PutAsync($"schedules/{Id}/stop", null, TestContext.Current.CancellationToken))
        {
            stopped.IsSuccessStatusCode.ShouldBeTrue();
        }

        await Eventually.TrueAsync(() => Last(client).Outcome != "starting", "the last start has ended");
        var starts = Starts(sense);
        starts.ShouldBeGreaterThanOrEqualTo(2);
        var commands = up.Lines.Where(line => line.Contains("asked for by", StringComparison.Ordinal))
            .SelectMany(line => CommandId().Matches(line)).Select(match => match.Value).Distinct().ToList();
        starts.ShouldBe(commands.Count, string.Join('\n', commands));
    }

    /// <summary>The last run; nothing while the app is away.</summary>
    private static (string? Due, string? Outcome) Last(HttpClient client)
    {
        try
        {
            using var json = JsonDocument.Parse(client.GetStringAsync($"schedules/{Id}").GetAwaiter().GetResult());
            return json.RootElement.TryGetProperty("lastRun", out var last)
                ? (last.GetProperty("due").GetString(), last.GetProperty("outcome").GetString())
                : default;
        }
        catch (HttpRequestException)
        {
            return default;
        }
    }

    /// <summary>How often Sense was asked to start the task.</summary>
    private static int Starts(HttpClient sense)
    {
        using var json = JsonDocument.Parse(sense.GetStringAsync("/simulator/requests").GetAwaiter().GetResult());
        return json.RootElement.GetProperty("byPath").TryGetProperty($"POST /qrs/task/{Task}/start/synchronous", out var count)
            ? count.GetInt32()
            : 0;
    }

    /// <summary>The id of a command in the relay's log.</summary>
    [GeneratedRegex($"{Id}:\\d{{8}}T\\d{{6}}Z")]
    private static partial Regex CommandId();
}
