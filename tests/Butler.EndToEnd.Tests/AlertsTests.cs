using System.Net.Http.Json;
using System.Text.Json;
using Butler.EndToEnd.Tests.Support;
using Butler.Tests;

namespace Butler.EndToEnd.Tests;

/// <summary>From a task that fails to what people get, and on to the end of the trouble.</summary>
public sealed class AlertsTests
{
    private const string Task = "684c55cc-93f8-78b4-d199-c8a3e3587997";

    [Fact]
    public async Task A_failure_is_told_everywhere_by_the_lines_that_say_why_and_its_end_is_told_too()
    {
        using var mail = new HttpSink(_ => 202);
        using var slack = new HttpSink();
        using var teams = new HttpSink();
        await using var butler = await ButlerUp.StartAsync($$$"""
            channels:
              mail: { type: email, provider: sendgrid, apiKey: key, sendGridUrl: "{{{mail.Url.GetLeftPart(UriPartial.Authority)}}}", from: Sense <sense@example.com>, to: [ops@example.com, dev@example.com] }
              slack: { type: slack, url: "{{{slack.Url}}}" }
              teams: { type: teams, url: "{{{teams.Url}}}" }
            routes:
              - { name: failures, on: sense.reload.failed, resolve: true, send: [{ channel: mail, subject: 'Failed: {{taskName}}' }, { channel: slack }, { channel: teams }] }
            """);
        using var sense = butler.Sense();
        await RunAsync(sense, "failed");
        await Eventually.TrueAsync(
            () => mail.Requests.Count == 2 && slack.Requests.Count == 1 && teams.Requests.Count == 1, "the alert has come");
        Subject(mail.Requests[0]).ShouldBe("Failed: Reload of Customer 360");
        mail.Requests.Select(Recipient).Order(StringComparer.Ordinal).ShouldBe(["dev@example.com", "ops@example.com"]);
        foreach (var request in mail.Requests.Concat(slack.Requests).Concat(teams.Requests))
        {
            request.Body.ShouldContain("Connector connect error");
        }

        await RunAsync(sense, "succeeded");
        await Eventually.TrueAsync(
            () => mail.Requests.Count == 4 && slack.Requests.Count == 2 && teams.Requests.Count == 2, "its end is told");
        Subject(mail.Requests[3]).ShouldBe("Back to normal: Reload of Customer 360");
        slack.Requests[1].Body.ShouldContain("Back to normal: Reload of Customer 360");
    }

    [Fact]
    public async Task A_burst_is_one_alert_and_what_nobody_takes_is_replayed_when_somebody_does()
    {
        var status = 410;
        using var hook = new HttpSink(_ => status);
        using var slack = new HttpSink();
        await using var butler = await ButlerUp.StartAsync($$"""
            channels: { hook: { type: webhook, url: "{{hook.Url}}" }, slack: { type: slack, url: "{{slack.Url}}" } }
            routes:
              - { name: bursts, on: sense.reload.failed, group: { wait: 3s }, send: [{ channel: slack }] }
              - { name: each, on: sense.reload.failed, send: [{ channel: hook }] }
            defaultChannel: none
            """);
        for (var i = 0; i < 5; i++)
        {
            butler.Send(ButlerUp.Failed($"5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf0{i}"));
        }

        await Eventually.TrueAsync(() => slack.Requests.Count == 1 && hook.Requests.Count == 5, "the alerts have gone out");
        slack.Requests[0].Body.ShouldMatch("5 (reloads|tasks) failed");

        status = 200;
        using var http = new HttpClient { BaseAddress = butler.Http };
        var dead = await EventuallyFiveAsync(http);
        foreach (var id in dead)
        {
            using var replayed = await http.PostAsync(new Uri($"/api/v4/deliveries/{id}/replay", UriKind.Relative), content: null);
            replayed.IsSuccessStatusCode.ShouldBeTrue(await replayed.Content.ReadAsStringAsync());
        }

        await Eventually.TrueAsync(() => hook.Requests.Count == 10, "they have been taken");
        await Eventually.TrueAsync(async () => (await DeadAsync(http)).Count == 0, "none is dead any more");
        slack.Requests.Count.ShouldBe(1);
    }

    private static async Task<IReadOnlyList<string>> EventuallyFiveAsync(HttpClient http)
    {
        IReadOnlyList<string> dead = [];
        await Eventually.TrueAsync(async () => (dead = await DeadAsync(http)).Count == 5, "the five are listed as dead");
        return dead;
    }

    private static async Task<IReadOnlyList<string>> DeadAsync(HttpClient http)
    {
        using var json = JsonDocument.Parse(await http.GetStringAsync(new Uri("/api/v4/deliveries", UriKind.Relative)));
        return [.. json.RootElement.GetProperty("deliveries").EnumerateArray().Select(d => d.GetProperty("id").GetString()!)];
    }

    private static string Subject(SinkRequest request) => JsonDocument.Parse(request.Body).RootElement.GetProperty("subject").GetString()!;

    private static string Recipient(SinkRequest request) =>
        JsonDocument.Parse(request.Body).RootElement.GetProperty("personalizations")[0].GetProperty("to")[0].GetProperty("email")
            .GetString()!;

    private static async Task RunAsync(HttpClient sense, string outcome)
    {
        using var run = await sense.PostAsJsonAsync("/simulator/run", new { task = Task, outcome });
        run.IsSuccessStatusCode.ShouldBeTrue(await run.Content.ReadAsStringAsync());
    }
}
