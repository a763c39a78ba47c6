using System.Net.Http.Json;
using System.Text.Json;
using Butler.EndToEnd.Tests.Support;
using Butler.Tests;

namespace Butler.EndToEnd.Tests;

/// <summary>What Sense knows reaches the alert, and what it does not tell costs none.</summary>
public sealed class SenseTests
{
    /// <summary>A task of the simulated site whose script log holds a connection's error, with a password in it.</summary>
    private const string Task = "684c55cc-93f8-78b4-d199-c8a3e3587997";

    [Fact]
    public async Task A_failed_reload_is_told_with_app_owner_and_the_lines_that_say_why_without_the_password()
    {
        using var webhook = new HttpSink();
        using var slack = new HttpSink();
        await using var butler = await ButlerUp.StartAsync(Configuration(webhook, slack));
        using var sense = butler.Sense();
        await RunAsync(sense, "failed");
        await Eventually.TrueAsync(() => webhook.Requests.Count == 1 && slack.Requests.Count == 1, "the alert has come");

        using var body = JsonDocument.Parse(webhook.Requests[0].Body);
        body.RootElement.GetProperty("event").GetString().ShouldBe("Qlik Sense reload failed");
        body.RootElement.GetProperty("appOwnerName").GetString().ShouldBe("Mei Lin");
        body.RootElement.GetProperty("appOwnerEmail").GetString()!.ShouldContain("@");
        slack.Requests[0].Body.ShouldContain("Reload failed: Reload of Customer 360");
        slack.Requests[0].Body.ShouldContain("Connector connect error");
        slack.Requests[0].Body.ShouldContain("Password=***");
    }

    [Theory]
    [InlineData("""{"path":"*","status":500}""")]
    [InlineData("""{"path":"*","body":"html"}""")]
    [InlineData("""{"path":"*","body":"half"}""")]
    [InlineData("""{"path":"*","cut":true}""")]
    public async Task However_the_repository_fails_the_alert_goes_out(string fault)
    {
        using var webhook = new HttpSink();
        using var slack = new HttpSink();
        await using var butler = await ButlerUp.StartAsync(Configuration(webhook, slack));
        using var sense = butler.Sense();
        using (var set = await sense.PostAsync(
            new Uri("/simulator/faults", UriKind.Relative), new StringContent(fault, System.Text.Encoding.UTF8, "application/json")))
        {
            set.IsSuccessStatusCode.ShouldBeTrue(await set.Content.ReadAsStringAsync());
        }

        butler.Send(ButlerUp.Failed("5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02"));
        await Eventually.TrueAsync(() => webhook.Requests.Count == 1 && slack.Requests.Count == 1, "the alert has come");
        using var body = JsonDocument.Parse(webhook.Requests[0].Body);
        body.RootElement.GetProperty("taskName").GetString().ShouldBe("Reload of Margin Cockpit");
        slack.Requests[0].Body.ShouldContain("Not known: task");
    }

    [Fact]
    public async Task A_distribution_that_goes_on_is_told_of_when_it_has_ended()
    {
        using var webhook = new HttpSink();
        await using var butler = await ButlerUp.StartAsync($$"""
            channels: { hook: { type: webhook, url: "{{webhook.Url}}" } }
            routes: [{ name: distributions, on: sense.distribute.*, send: [{ channel: hook }] }]
            """);
        using var sense = butler.Sense();
        using var run = await sense.PostAsJsonAsync("/simulator/run", new { task = "Distribute HR Board", outcome = "unfinished" });
        using var running = JsonDocument.Parse(await run.Content.ReadAsStringAsync());
        await Eventually.TrueAsync(
            () => butler.Lines.Any(line => line.Contains("waits for its end", StringComparison.Ordinal)), "its end is waited for");
        webhook.Requests.ShouldBeEmpty();

        using var finish = await sense.PostAsJsonAsync(
            "/simulator/finish", new { executionId = running.RootElement.GetProperty("executionId").GetString(), outcome = "failed" });
        finish.IsSuccessStatusCode.ShouldBeTrue(await finish.Content.ReadAsStringAsync());
        await Eventually.TrueAsync(() => webhook.Requests.Count == 1, "its end is told");
        using var body = JsonDocument.Parse(webhook.Requests[0].Body);
        body.RootElement.GetProperty("type").GetString().ShouldBe("sense.distribute.failed");
    }

    private static string Configuration(HttpSink webhook, HttpSink slack) => $$"""
        channels: { hook: { type: webhook, url: "{{webhook.Url}}" }, slack: { type: slack, url: "{{slack.Url}}" } }
        routes: [{ name: failures, on: sense.reload.failed, send: [{ channel: slack }, { channel: hook }] }]
        """;

    private static async Task RunAsync(HttpClient sense, string outcome)
    {
        using var run = await sense.PostAsJsonAsync("/simulator/run", new { task = Task, outcome });
        run.IsSuccessStatusCode.ShouldBeTrue(await run.Content.ReadAsStringAsync());
    }
}
