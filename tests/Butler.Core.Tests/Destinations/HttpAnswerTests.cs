using System.Net;
using System.Net.Sockets;
using System.Text;
using Butler.Core.Destinations;
using Butler.Tests;

namespace Butler.Core.Tests.Destinations;

/// <summary>What a destination's answer, or the lack of one, makes of an attempt.</summary>
public sealed class HttpAnswerTests : IDisposable
{
    private const string Key = "s3cr3t-7f1c9a";
    private readonly HttpTransport http = new(TimeProvider.System);

    [Theory]
    [InlineData(AnswerForm.Slack, "ok", "sent")]
    [InlineData(AnswerForm.Slack, "", "sent")]
    [InlineData(AnswerForm.Slack, "{\"ok\":true,\"warning\":\"missing_charset\"}", "sent")]
    [InlineData(AnswerForm.Slack, "<html>thank you</html>", "sent")]
    [InlineData(AnswerForm.Slack, "invalid_payload", "refused")]
    [InlineData(AnswerForm.Slack, "channel_is_archived\n", "refused")]
    [InlineData(AnswerForm.Slack, "{\"ok\":false,\"error\":\"channel_not_found\"}", "refused")]
    [InlineData(AnswerForm.Slack, "{\"success\":false,\"error\":\"Invalid integration id or token provided.\"}", "refused")]
    [InlineData(AnswerForm.Slack, "rate_limited", "again")]
    [InlineData(AnswerForm.Slack, "{\"ok\":false,\"error\":\"ratelimited\"}", "again")]
    [InlineData(AnswerForm.Slack, "rollup_error", "again")]
    [InlineData(AnswerForm.Slack, "service_unavailable", "again")]
    [InlineData(AnswerForm.Slack, "{\"ok\":false,\"error\":\"internal_error\"}", "maybe")]
    [InlineData(AnswerForm.Slack, "{\"ok\":false,\"error\":\"fatal_error\"}", "maybe")]
    [InlineData(AnswerForm.Teams, "1", "sent")]
    [InlineData(AnswerForm.Teams, "", "sent")]
    [InlineData(AnswerForm.Teams, "{\"id\":\"08585\"}", "sent")]
    [InlineData(
        AnswerForm.Teams,
        "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId MS-CV=x.",
        "again")]
    [InlineData(
        AnswerForm.Teams,
        "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 503 with ContextId x",
        "again")]
    [InlineData(
        AnswerForm.Teams,
        "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 504 with ContextId x",
        "maybe")]
    [InlineData(
        AnswerForm.Teams,
        "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 403 with ContextId x",
        "refused")]
    [InlineData(
        AnswerForm.Teams,
        "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413 with ContextId x",
        "refused")]
    [InlineData(AnswerForm.Teams, "Bad payload received by generic incoming webhook.", "refused")]
    [InlineData(AnswerForm.Teams, "Summary or Text is required.", "refused")]
    [InlineData(AnswerForm.Teams, "{\"error\":{\"code\":\"GatewayTimeout\",\"message\":\"x\"}}", "maybe")]
    [InlineData(AnswerForm.Teams, "{\"error\":{\"code\":\"WorkflowTriggerIsNotEnabled\"}}", "refused")]
    [InlineData(AnswerForm.Json, "{\"success\":true,\"uuid\":\"1\"}", "sent")]
    [InlineData(AnswerForm.Json, "{\"eventId\":\"2518\",\"error\":null,\"errors\":[]}", "sent")]
    [InlineData(AnswerForm.Json, "{\"error\":\"partial write: field type conflict: dropped=1\"}", "refused")]
    [InlineData(AnswerForm.Json, "{\"results\":[{\"statement_id\":0}]}", "sent")]
    [InlineData(AnswerForm.Json, "{\"results\":[{\"statement_id\":0,\"error\":\"not authorized\"}]}", "refused")]
    [InlineData(AnswerForm.Json, "{\"error\":\"timeout\"}", "maybe")]
    [InlineData(AnswerForm.Json, "{\"success\":false,\"status\":429}", "again")]
    [InlineData(AnswerForm.Json, "{\"errors\":[{\"message\":\"Too many requests\"}]}", "again")]
    [InlineData(AnswerForm.Json, "{\"error\":", "sent")]
    [InlineData(AnswerForm.Json, "[{\"error\":\"x\"}]", "sent")]
    [InlineData(AnswerForm.Json, "Webhook message delivery failed", "sent")]
    [InlineData(AnswerForm.Status, "{\"ok\":false}", "sent")]
    public async Task A_success_whose_body_tells_of_a_failure_is_none(AnswerForm form, string body, string expected)
    {
        using var sink = new HttpSink(_ => 200) { Body = body };
        var outcome = await http.SendAsync(To(sink.Url) with { Answer = form }, TestContext.Current.CancellationToken);
        Shown(outcome).ShouldBe(expected);
        Reason(outcome).ShouldBe(expected == "sent" ? "" : $"answered 200 OK: {body.Trim()}");
    }

    [Fact]
    public async Task A_pause_that_goes_with_a_failure_in_a_success_is_kept()
    {
        using var sink = new HttpSink(_ => 200) { Body = "rate_limited" };
        sink.Headers["Retry-After"] = "30";
        (await http.SendAsync(To(sink.Url) with { Answer = AnswerForm.Slack }, TestContext.Current.CancellationToken))
            .ShouldBe(new DeliveryOutcome.TryAgain("answered 200 OK: rate_limited", TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_gateway_that_got_no_answer_leaves_open_whether_it_has_arrived()
    {
        foreach (var status in Enumerable.Range(500, 100))
        {
            using var sink = new HttpSink(_ => status);
            (await http.SendAsync(To(sink.Url), TestContext.Current.CancellationToken)).ShouldBeOfType<DeliveryOutcome.TryAgain>()
                .MaybeArrived.ShouldBe(status is 502 or 504 or 520 or 524 or 598 or 599, $"{status}");
        }
    }

    [Theory]
    [InlineData(
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ok\":",
        AnswerForm.Slack,
        "maybe",
        "answered 200 OK: {\"ok\": (the answer broke off)")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ok\":", AnswerForm.Status, "sent", "")]
    [InlineData("HTTP/1.1 429 Slow Down\r\nContent-Length: 100\r\n\r\nwait", AnswerForm.Status, "again", "answered 429 Slow Down: wait")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 100\r\n\r\nno", AnswerForm.Status, "refused", "answered 400 Bad Request: no")]
    [InlineData(
        "HTTP/1.1 502 Bad Gateway\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        AnswerForm.Status,
        "maybe",
        "answered 502 Bad Gateway: hel")]
    public async Task An_answer_that_breaks_off_counts_as_far_as_it_came(string answer, AnswerForm form, string expected, string reason)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, answer);
        var outcome = await http.SendAsync(
            To(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/")) with { Answer = form },
            TestContext.Current.CancellationToken);
        (Shown(outcome), Reason(outcome)).ShouldBe((expected, reason));
        await serving;
    }

    [Fact]
    public async Task A_request_that_cannot_be_built_is_refused_at_once_and_tells_no_value()
    {
        using var sink = new HttpSink();
        (string Name, HttpDelivery Delivery, string Reason)[] cases =
        [
            ("value", To(sink.Url, "X-Key", Key + "å"),
                "the header X-Key holds a character beyond ASCII (character 14), which a header cannot have"),
            ("line", To(sink.Url, "X-Key", Key + "\r\nX-Other: 1"),
                "the header X-Key holds a line break or another control character, which a header cannot have"),
            ("name", To(sink.Url, "X Key", Key), "\"X Key\" is not a name that a header can have: letters, digits and hyphens"),
            ("framing",
                To(sink.Url, "transfer-encoding", Key), "\"transfer-encoding\" is a header of the connection itself and cannot be set"),
            ("type", To(sink.Url) with { ContentType = "json, json" }, "\"json, json\" is not a content type such as application/json"),
            ("port", To(new Uri("http://127.0.0.1:0/" + Key)), "the address has the port 0"),
            ("scheme", To(new Uri("gopher://127.0.0.1/" + Key)), "The 'gopher' scheme is not supported."),
            ("ca", To(new Uri("https://127.0.0.1/")) with { Trust = new HttpTrust("/nowhere/ca.pem", false) },
                "Could not find a part of the path '/nowhere/ca.pem'."),
        ];
        foreach (var (name, delivery, reason) in cases)
        {
            (await http.SendAsync(delivery, TestContext.Current.CancellationToken)).ShouldBe(
                new DeliveryOutcome.Refused("cannot be sent as configured: " + reason), name);
        }

        sink.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://user:pa%40ss%C3%A5@HOST/", "user:pa@sså")]
    [InlineData("http://user@HOST/", "user:")]
    [InlineData("http://u%3Aser:p:q@HOST/", "u:ser:p:q")]
    public async Task Credentials_in_an_address_are_basic_authentication_and_never_shown(string address, string expected)
    {
        using var sink = new HttpSink(_ => 401);
        var url = new Uri(address.Replace("HOST", sink.Url.Authority, StringComparison.Ordinal));
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(expected));
        sink.Body = $"{basic} {expected} {url.UserInfo} is wrong";
        var reason = (await http.SendAsync(To(url), TestContext.Current.CancellationToken))
            .ShouldBeOfType<DeliveryOutcome.Refused>().Reason;
        sink.Requests.ShouldHaveSingleItem().Headers["Authorization"].ShouldBe(basic);
        reason.ShouldNotContain(basic[6..]);
        if (expected.Length > 6)
        {
            reason.ShouldNotContain("pa@sså");
            reason.ShouldNotContain("pa%40");
        }
    }

    [Fact]
    public async Task A_header_of_the_delivery_takes_the_place_of_the_transports_own()
    {
        using var sink = new HttpSink();
        var url = new Uri($"http://u:p@{sink.Url.Authority}/");
        await http.SendAsync(
            To(url) with
            {
                ContentType = "application/json",
                Headers = new Dictionary<string, string>
                {
                    ["content-type"] = "application/vnd.x+json; v=1",
                    ["USER-AGENT"] = "mine",
                    ["authorization"] = "Bearer t",
                    ["Content-Language"] = "sv",
                },
            },
            TestContext.Current.CancellationToken);
        var headers = sink.Requests.ShouldHaveSingleItem().Headers;
        (headers["Content-Type"], headers["User-Agent"], headers["Authorization"], headers["Content-Language"])
            .ShouldBe(("application/vnd.x+json; v=1", "mine", "Bearer t", "sv"));
    }

    public void Dispose() => http.Dispose();

    private static HttpDelivery To(Uri url, string? header = null, string value = "") => new()
    {
        Url = url,
        Method = "POST",
        Body = "{}"u8.ToArray(),
        Headers = header is null ? [] : new Dictionary<string, string> { [header] = value },
    };

    private static string Shown(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Sent => "sent",
        DeliveryOutcome.Refused => "refused",
        DeliveryOutcome.TryAgain { MaybeArrived: true } => "maybe",
        _ => "again",
    };

    private static string Reason(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Refused refused => refused.Reason,
        DeliveryOutcome.TryAgain again => again.Reason,
        _ => "",
    };

    /// <summary>Answers one request with these bytes, and hangs up.</summary>
    private static async Task ServeAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var heard = "";
        var buffer = new byte[4096];
        while (!heard.Contains("\r\n\r\n{}", StringComparison.Ordinal))
        {
            heard += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
    }
}
