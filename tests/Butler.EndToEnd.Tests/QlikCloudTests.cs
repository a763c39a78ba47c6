using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Butler.Core.Webhooks;
using Butler.EndToEnd.Tests.Support;
using Butler.Tests;

namespace Butler.EndToEnd.Tests;

/// <summary>Calls of Qlik Cloud through the Functions host and the genuine worker: the body must come as it was signed.</summary>
public sealed class QlikCloudTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Five_hundred_signed_calls_at_once_are_five_hundred_alerts_and_a_changed_one_is_none()
    {
        using var sink = new HttpSink();
        await using var butler = await ButlerUp.StartAsync($$"""
            channels: { hook: { type: webhook, url: "{{sink.Url}}" } }
            routes: [{ name: cloud, on: cloud.reload.failed, where: { tenants: [acme] }, send: [hook] }]
            defaultChannel: none
            qlikCloud: { tenants: [{ name: acme, url: 'https://acme.eu.qlikcloud.com', secrets: [{{Secret}}] }] }
            """);
        using var http = new HttpClient { BaseAddress = butler.Http };

        (await CallAsync(http, Body(0), QlikSignature.Sign(Encoding.UTF8.GetBytes(Body(1)), Secret))).ShouldBe(HttpStatusCode.Unauthorized);
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(number =>
            CallAsync(http, Body(number), QlikSignature.Sign(Encoding.UTF8.GetBytes(Body(number)), Secret))));

        answers.Distinct().ShouldBe([HttpStatusCode.Accepted]);
        await Eventually.TrueAsync(
            () => sink.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct().Count() == 500, "all alerts have come");
        sink.Requests.Count.ShouldBe(500);
        ((string?)JsonNode.Parse(sink.Requests[0].Body)!["data"]!["errorMessage"]).ShouldBe("Verbindung zu „Försäljning“ fehlt");
    }

    [Fact]
    public async Task A_webhook_that_was_set_up_brings_a_failed_reload_with_all_that_the_tenant_knows_of_it()
    {
        await using var butler = await ButlerUp.StartAsync();
        var (exitCode, output) = await ButlerUp.CommandAsync("cloud", "setup", "--data", butler.Data);
        exitCode.ShouldBe(0, output);
        using var cloud = butler.Cloud();
        using var ended = await cloud.PostAsJsonAsync(
            "control/tenants/demo/reloads", new { status = "FAILED" }, TestContext.Current.CancellationToken);
        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ended.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"called\":1");

        await Eventually.TrueAsync(
            () => Shows(butler, "Cloud reload failed: ", "Margin Cockpit") && Shows(butler, "  Owner:", "Ulla Berg")
                && Shows(butler, "  | ", "Table 'Budget_2031' not found"),
            "the alert is shown");

        var (second, unchanged) = await ButlerUp.CommandAsync("cloud", "setup", "--data", butler.Data);
        second.ShouldBe(0, unchanged);
        unchanged.ShouldContain("There was nothing to change.");
        unchanged.ShouldContain("Qlik Cloud's last call was accepted.");
        var (isGood, checkedNow) = await ButlerUp.CommandAsync("cloud", "check", "--data", butler.Data);
        isGood.ShouldBe(0, checkedNow);
    }

    private static bool Shows(ButlerUp butler, string start, string part) => butler.Lines.Any(
        line => line.StartsWith(start, StringComparison.Ordinal) && line.Contains(part, StringComparison.Ordinal));

    // Spaces, letters beyond ASCII and the order of members are signed as they are.
    private static string Body(int number) => $$"""
        {  "type":"com.qlik.v1.reload.finished", "id": "e{{number}}",
           "data": {"id":"r{{number}}","appId":"a{{number}}","status":"FAILED","errorMessage":"Verbindung zu „Försäljning“ fehlt"} }
        """;

    private static async Task<HttpStatusCode> CallAsync(HttpClient http, string body, string signature)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.Add("Content-Type", "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/webhooks/qlik-cloud/acme", UriKind.Relative))
        {
            Content = content,
        };
        request.Headers.Add("qlik-signature", signature);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
