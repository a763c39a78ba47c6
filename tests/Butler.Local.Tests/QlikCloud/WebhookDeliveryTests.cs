using System.Text.Json.Nodes;
using Butler.Core.Webhooks;
using Butler.Local.QlikCloud.Events;
using Butler.Local.QlikCloud.Tenants;
using Butler.Tests;

namespace Butler.Local.Tests.QlikCloud;

/// <summary>Calls of webhooks when a reload ends, and their records.</summary>
public sealed class WebhookDeliveryTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private static readonly TenantBehaviour Loopback = new() { AllowLoopbackWebhooks = true };

    [Theory(Timeout = 20_000)]
    [InlineData("cloudEvents")]
    [InlineData("legacy")]
    [InlineData("hybrid")]
    public async Task The_end_of_a_reload_is_sent_signed_in_the_chosen_form(string form)
    {
        using var sink = new HttpSink(_ => 202);
        await using var bench = await QlikCloudBench.StartAsync(Loopback);
        (await bench.ControlAsync("PATCH", "behaviour", $$"""{"eventForm":"{{form}}"}""")).ShouldBe("204");
        await AddAsync(bench, sink);
        var reload = await bench.EndAsync("""{"errorMessage":"Verbindung zu „Försäljning“ fehlt"}""");

        var request = sink.Requests.Single();
        request.Headers["Qlik-Signature"].ShouldBe(QlikSignature.Sign(request.Bytes, Secret));
        (request.Headers["User-Agent"], request.Headers["Content-Type"], request.Headers["x-a"], request.Headers["x-b"])
            .ShouldBe(("Qlik Webhook", "application/json", "1", "2"));
        var body = JsonNode.Parse(request.Body)!;
        var id = (string?)body["id"] ?? (string)body["eventId"]!;
        request.Body.ShouldBe(
            $$$$"""
            {{{{Attributes(bench, form, id)}}}},"data":{"id":"{{{{reload}}}}","appId":"{{{{QlikCloudBench.App}}}}",
            "tenantId":"{{{{bench.Acme.Id}}}}","userId":"{{{{Ulla}}}}","status":"FAILED","succeeded":false,"type":"chronos","partial":false,
            "errorCode":"EngineReloadFailed","errorMessage":"Verbindung zu „Försäljning“ fehlt",
            "creationTime":"2031-03-14T04:11:54.000Z","startTime":"2031-03-14T04:11:55.000Z",
            "lastReloadTime":"2031-03-14T04:12:07.000Z","durationSeconds":12,"requeueCounters":{}}}
            """.ReplaceLineEndings(""));
    }

    [Fact(Timeout = 20_000)]
    public async Task The_engines_event_names_the_app_and_the_errors()
    {
        using var sink = new HttpSink();
        await using var bench = await QlikCloudBench.StartAsync(Loopback);
        await AddAsync(bench, sink, type: "com.qlik.v1.app.reload.finished", filter: """data.status eq \"error\" """.Trim());
        await bench.EndAsync("""{"status":"SUCCEEDED"}""");
        var reload = await bench.EndAsync("""{"status":"EXCEEDED_LIMIT"}""");

        var body = JsonNode.Parse(sink.Requests.Single().Body)!;
        ((string?)body["type"], (string?)body["source"]).ShouldBe(("com.qlik.v1.app.reload.finished", "com.qlik/engine"));
        body["data"]!.ToJsonString(TenantJson.Options).ShouldBe(
            $$"""
            {"name":"Margin Cockpit","reloadId":"{{reload}}","status":"error","duration":12000,"endTime":"2031-03-14T04:12:07.000Z",
            "errors":["Table 'Budget_2031' not found"],"warnings":[],"size":{"memory":25165824},"peakMemoryBytes":100663296,
            "usage":"ANALYTICS","isPartialReload":false,"isSessionApp":false,"isSkipStore":false,"isDirectQueryMode":false,
            "rowLimit":-1,"endedWithMemoryConstraint":true,"statements":[]}
            """.ReplaceLineEndings(""));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_started_reload_that_ends_is_sent_too()
    {
        using var sink = new HttpSink();
        await using var bench = await QlikCloudBench.StartAsync(Loopback);
        await AddAsync(bench, sink);
        var started = await bench.JsonAsync("POST", "api/v1/reloads", $$"""{"appId":"{{QlikCloudBench.App}}"}""", 201);
        await Eventually.TrueAsync(
            () =>
            {
                bench.Time.Advance(TimeSpan.FromSeconds(1));
                return sink.Requests.Count == 1;
            },
            "the webhook is called");
        ((string?)JsonNode.Parse(sink.Requests[0].Body)!["data"]!["id"]).ShouldBe((string?)started["id"]);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("""{"deliver":false}""", null, "tenant", true)]
    [InlineData("{}", """spaceId ne \"SPACE\" """, "tenant", true)]
    [InlineData("{}", null, "tenant", false)]
    [InlineData("""{"appId":"JORGES"}""", null, "user", true)]
    public async Task A_webhook_that_does_not_get_the_event_is_not_called(string order, string? filter, string level, bool isEnabled)
    {
        using var sink = new HttpSink();
        await using var bench = await QlikCloudBench.StartAsync(Loopback);
        var space = bench.Acme.Apps.Find(QlikCloudBench.App)!.SpaceId!;
        var own = filter?.Trim().Replace("SPACE", space, StringComparison.Ordinal);
        await AddAsync(bench, sink, filter: own, level: level, isEnabled: isEnabled);
        var id = await bench.EndAsync(order.Replace("JORGES", bench.Acme.Apps.All[1].Id, StringComparison.Ordinal));

        sink.Requests.ShouldBeEmpty();
        bench.Acme.Reloads.Find(id)!.Status.ShouldBe("FAILED");
    }

    [Fact(Timeout = 20_000)]
    public async Task Each_call_is_recorded_with_its_answer_and_can_be_sent_again()
    {
        using var sink = new HttpSink(_ => 503) { Body = "later" };
        await using var bench = await QlikCloudBench.StartAsync(Loopback);
        var webhook = await AddAsync(bench, sink);
        await bench.EndAsync("{}");
        sink.Answer = _ => 202;
        var first = (await bench.JsonAsync("GET", $"api/v1/webhooks/{webhook}/deliveries"))["data"]![0]!;
        var again = await bench.JsonAsync("POST", $"api/v1/webhooks/{webhook}/deliveries/{first["id"]}/actions/resend");

        sink.Requests.Select(request => request.Body).Distinct().Count().ShouldBe(1);
        sink.Requests.Select(request => request.Headers["Qlik-Signature"]).Distinct().Count().ShouldBe(1);
        first.ToJsonString(TenantJson.Options).ShouldBe(Delivery(first, sink, webhook, "fail", isManual: false, 503));
        again.ToJsonString(TenantJson.Options).ShouldBe(Delivery(again, sink, webhook, "success", isManual: true, 202));
        (await bench.JsonAsync("GET", $"api/v1/webhooks/{webhook}/deliveries"))["data"]!.AsArray()
            .Select(delivery => (string)delivery!["id"]!).ShouldBe([(string)again["id"]!, (string)first["id"]!]);
        (await bench.CallAsync("POST", $"api/v1/webhooks/{webhook}/deliveries/unknown/actions/resend")).ShouldStartWith("404 ");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_call_without_an_answer_is_recorded_too()
    {
        var sink = new HttpSink();
        await using var bench = await QlikCloudBench.StartAsync(Loopback);
        var webhook = await AddAsync(bench, sink);
        sink.Dispose();
        await bench.EndAsync("{}");
        var delivery = (await bench.JsonAsync("GET", $"api/v1/webhooks/{webhook}/deliveries"))["data"]![0]!;
        ((string?)delivery["status"], (int)delivery["response"]!["statusCode"]!).ShouldBe(("fail", 0));
    }

    private static string Ulla => TenantIds.Short("acme/user/Ulla Berg");

    private static async Task<string> AddAsync(
        QlikCloudBench bench, HttpSink sink, string type = "com.qlik.v1.reload.finished", string? filter = null, string level = "tenant",
        bool isEnabled = true) =>
        (string)(await bench.JsonAsync(
            "POST",
            "api/v1/webhooks",
            $$"""
            {"name":"n","url":"{{sink.Url}}","eventTypes":["{{type}}"],"secret":"{{Secret}}","headers":{"x-a":"1"},
            "encryptedHeaders":{"x-b":"2"},"level":"{{level}}","enabled":{{(isEnabled ? "true" : "false")}},"filter":"{{filter}}"}
            """,
            201))["id"]!;

    private static string Attributes(QlikCloudBench bench, string form, string id)
    {
        var space = bench.Acme.Apps.Find(QlikCloudBench.App)!.SpaceId;
        var newer =
            $$"""
            "specversion":"1.0","id":"{{id}}","time":"2031-03-14T04:12:07.000Z","type":"com.qlik.v1.reload.finished",
            "source":"com.qlik/reloads","datacontenttype":"application/json","tenantid":"{{bench.Acme.Id}}","userid":"{{Ulla}}",
            "ownerid":"{{Ulla}}","spaceid":"{{space}}","toplevelresourceid":"{{QlikCloudBench.App}}"
            """;
        var source = form == "legacy" ? "\"source\":\"com.qlik/reloads\"," : "";
        var older =
            $$$"""
            "cloudEventsVersion":"0.1",{{{source}}}"contentType":"application/json","eventId":"{{{id}}}",
            "eventTime":"2031-03-14T04:12:07.000Z","eventType":"com.qlik.v1.reload.finished","eventTypeVersion":"1.0.0",
            "extensions":{"tenantId":"{{{bench.Acme.Id}}}","userId":"{{{Ulla}}}","ownerId":"{{{Ulla}}}","spaceId":"{{{space}}}",
            "topLevelResourceId":"{{{QlikCloudBench.App}}}"}
            """;
        return "{" + (form switch { "legacy" => older, "hybrid" => $"{newer},{older}", _ => newer });
    }

    private static string Delivery(JsonNode delivery, HttpSink sink, string webhook, string status, bool isManual, int code)
    {
        var body = sink.Requests[0].Body.Replace("\"", "\\\"", StringComparison.Ordinal);
        return
            $$$$"""
            {"id":"{{{{delivery["id"]}}}}","webhookId":"{{{{webhook}}}}","eventType":"com.qlik.v1.reload.finished",
            "status":"{{{{status}}}}","triggeredAt":"2031-03-14T04:12:07.000Z","deliveredManually":{{{{(isManual ? "true" : "false")}}}},
            "request":{"url":"{{{{sink.Url}}}}","headers":{"x-a":"1","content-type":"application/json","user-agent":"Qlik Webhook",
            "Qlik-Signature":"{{{{sink.Requests[0].Headers["Qlik-Signature"]}}}}"},
            "body":"{{{{body}}}}"},
            "response":{"statusCode":{{{{code}}}},"body":"later"}}
            """.ReplaceLineEndings("");
    }
}
