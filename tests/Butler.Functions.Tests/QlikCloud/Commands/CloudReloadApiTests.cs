using Butler.Tests;

namespace Butler.Functions.Tests.QlikCloud.Commands;

/// <summary><c>/v4/cloud/{tenant}/apps/{appId}/reloads</c> and <c>/v4/cloud/{tenant}/reloads/{reloadId}</c>.</summary>
public sealed class CloudReloadApiTests : IDisposable
{
    private const string Start = $"POST cloud/acme/apps/{CommandSite.App}/reloads";
    private const string Reloads = "POST acme/api/v1/reloads";
    private const string One = "GET acme/api/v1/reloads/r-1";
    private const string Cancel = "POST acme/api/v1/reloads/r-1/actions/cancel";
    private const string Queued = $$"""{"id":"r-1","appId":"{{CommandSite.App}}","status":"QUEUED","partial":false}""";
    private const string Running = $$"""{"id":"r-1","appId":"{{CommandSite.App}}","status":"RELOADING","partial":false}""";
    private const string Failed = $$"""
        {"id":"r-1","appId":"{{CommandSite.App}}","status":"FAILED","partial":false,"creationTime":"2031-03-14T04:11:00Z",
        "startTime":"2031-03-14T04:11:30Z","endTime":"2031-03-14T04:12:00Z","errorCode":"EngineConnectorError",
        "errorMessage":"Cannot connect with Password=hunter2;x"}
        """;

    private const string FailedAnswer = $$"""
        {"tenant":"acme","appId":"{{CommandSite.App}}","reloadId":"r-1","status":"FAILED","partial":false,"creationTime":"2031-03-14T04:11:00Z","startTime":"2031-03-14T04:11:30Z","endTime":"2031-03-14T04:12:00Z","errorCode":"EngineConnectorError","errorMessage":"Cannot connect with Password=***;x","log":"https://acme.eu.qlikcloud.com/api/v1/apps/{{CommandSite.App}}/reloads/logs/r-1"}
        """;

    private readonly FakeTenant tenant = new();

    [Theory]
    [InlineData(null, "false")]
    [InlineData("{}", "false")]
    [InlineData("""{"partial":true}""", "true")]
    [InlineData("""{"partial":"true"}""", "true")]
    public async Task A_reload_is_accepted(string? body, string partial)
    {
        tenant.On(Reloads, new TenantAnswer(201, Queued));
        await using var site = await CommandSite.StartAsync(tenant);
        using var response = await site.SendAsync(Start, body);
        ((int)response.StatusCode, response.Headers.Location?.ToString(), await response.Content.ReadAsStringAsync()).ShouldBe((
            202, "/api/v4/cloud/acme/reloads/r-1",
            $$"""{"tenant":"acme","appId":"{{CommandSite.App}}","reloadId":"r-1","status":"QUEUED","partial":false}"""));
        tenant.Requests.ShouldBe([$$"""{{Reloads}} {{CommandSite.Key}} {"appId":"{{CommandSite.App}}","partial":{{partial}}}"""]);
    }

    [Fact]
    public async Task Prefer_wait_tells_how_it_ended()
    {
        tenant.On(Reloads, new TenantAnswer(201, Queued)).On(One, Running, new TenantAnswer(503), new TenantAnswer(503), Running, Failed);
        await using var site = await CommandSite.StartAsync(tenant);
        (await CommandSite.PassAsync(site, site.AskAsync(Start, null, ("Prefer", "wait=60")))).ShouldBe($"200 {FailedAnswer}");
        tenant.Requests.Count.ShouldBe(6);
    }

    [Fact]
    public async Task One_that_does_not_end_in_time_is_pending()
    {
        tenant.On(Reloads, new TenantAnswer(201, Queued)).On(One, Running);
        await using var site = await CommandSite.StartAsync(tenant);
        var asking = site.SendAsync(Start, null, ("Prefer", "wait=5"));
        await CommandSite.PassAsync(site, asking.ContinueWith(_ => "", TaskScheduler.Default));
        using var response = await asking;
        ((int)response.StatusCode, response.Headers.Location?.ToString(), await response.Content.ReadAsStringAsync()).ShouldBe((
            202, "/api/v4/cloud/acme/reloads/r-1",
            $$"""{"tenant":"acme","appId":"{{CommandSite.App}}","reloadId":"r-1","status":"RELOADING","partial":false,"pending":true}"""));
        response.Headers.GetValues("Preference-Applied").ShouldBe(["wait=5"]);
    }

    [Fact]
    public async Task One_whose_end_cannot_be_read_is_pending_with_the_reason()
    {
        tenant.On(Reloads, new TenantAnswer(201, Queued)).On(One, new TenantAnswer(403, """{"errors":[{"title":"Forbidden"}]}"""));
        await using var site = await CommandSite.StartAsync(tenant);
        (await CommandSite.PassAsync(site, site.AskAsync(Start, null, ("Prefer", "wait=60")))).ShouldBe(
            $$"""202 {"tenant":"acme","appId":"{{CommandSite.App}}","reloadId":"r-1","status":"QUEUED","partial":false,"pending":true"""
            + ""","problem":"Qlik Cloud tenant acme: GET acme/api/v1/reloads/r-1 answered 403: Forbidden."}""");
    }

    [Fact]
    public async Task A_reload_tells_how_it_goes()
    {
        tenant.On(One, Running, Running, Failed);
        await using var site = await CommandSite.StartAsync(tenant);
        (await site.AskAsync("GET cloud/ACME/reloads/r-1")).ShouldBe(
            $$"""200 {"tenant":"acme","appId":"{{CommandSite.App}}","reloadId":"r-1","status":"RELOADING","partial":false}""");
        (await CommandSite.PassAsync(site, site.AskAsync("GET cloud/acme/reloads/r-1", null, ("Prefer", "wait=9")))).ShouldBe(
            $"200 {FailedAnswer}");
    }

    [Fact]
    public async Task A_reload_is_cancelled()
    {
        tenant.On(One, Running, Running.Replace("RELOADING", "CANCELING", StringComparison.Ordinal)).On(Cancel, new TenantAnswer(204));
        await using var site = await CommandSite.StartAsync(tenant);
        (await site.AskAsync("POST cloud/acme/reloads/r-1/cancel")).ShouldBe(
            $$"""202 {"tenant":"acme","appId":"{{CommandSite.App}}","reloadId":"r-1","status":"CANCELING","partial":false}""");
        tenant.Requests.ShouldBe([$"{One} {CommandSite.Key}", $"{Cancel} {CommandSite.Key}", $"{One} {CommandSite.Key}"]);
    }

    [Fact]
    public async Task A_reload_that_has_ended_is_not_cancelled()
    {
        tenant.On(One, Failed, Running, Failed).On(Cancel, new TenantAnswer(409, """{"errors":[{"title":"Conflict"}]}"""));
        await using var site = await CommandSite.StartAsync(tenant);
        const string Ended = "409 The reload r-1 has ended at 2031-03-14T04:12:00Z with FAILED; there is nothing to cancel.";
        (await site.FailAsync("POST cloud/acme/reloads/r-1/cancel")).ShouldBe(Ended);
        tenant.Requests.Count.ShouldBe(1);
        (await site.FailAsync("POST cloud/acme/reloads/r-1/cancel")).ShouldBe(Ended);
        tenant.On(One, Running);
        (await site.FailAsync("POST cloud/acme/reloads/r-1/cancel")).ShouldBe(
            "400 Qlik Cloud tenant acme: POST acme/api/v1/reloads/r-1/actions/cancel answered 409: Conflict.");
    }

    [Theory]
    [InlineData(400, "400 ", null)]
    [InlineData(401, "502 ", null)]
    [InlineData(403, "403 ", null)]
    [InlineData(404, "404 ", null)]
    [InlineData(429, "429 ", "37")]
    [InlineData(500, "503 ", null)]
    [InlineData(302, "502 ", null)]
    public async Task A_refusal_of_the_tenant_has_its_status(int status, string answer, string? retryAfter)
    {
        tenant.On(Reloads, new TenantAnswer(status, $$"""{"errors":[{"title":"because of {{CommandSite.Key}}"}]}""")
        {
            RetryAfter = status == 429 ? "37" : null,
        });
        await using var site = await CommandSite.StartAsync(tenant);
        var advice = status switch
        {
            401 => "; check apiKey or oauth of the tenant, which may have expired.",
            302 => "; check url of the tenant.",
            500 => ". It may have been done all the same; look in Qlik Cloud before you repeat it.",
            _ => ".",
        };
        using var response = await site.SendAsync(Start);
        var problem = System.Text.Json.JsonElement.Parse(await response.Content.ReadAsStringAsync());
        $"{(int)response.StatusCode} {problem.GetProperty("message").GetString()}".ShouldBe(
            $"{answer}Qlik Cloud tenant acme: {Reloads} answered {status}: because of ***{advice}");
        response.Headers.RetryAfter?.ToString().ShouldBe(retryAfter);
        problem.GetRawText().ShouldNotContain(CommandSite.Key);
    }

    [Fact]
    public async Task An_answer_without_an_id_may_have_started_it()
    {
        tenant.On(Reloads, new TenantAnswer(201, "{}"));
        await using var site = await CommandSite.StartAsync(tenant);
        (await site.FailAsync(Start)).ShouldBe(
            "502 Qlik Cloud tenant acme: POST api/v1/reloads answered without the id of a reload. It may have been done all the same; look in "
                + "Qlik Cloud before you repeat it.");
    }

    [Fact]
    public async Task A_tenant_that_is_away_has_done_nothing()
    {
        var away = new FakeTenant();
        away.Dispose();
        await using var site = await CommandSite.StartAsync(away);
        using var response = await site.SendAsync(Start);
        var problem = System.Text.Json.JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("message").GetString();
        ((int)response.StatusCode, response.Headers.RetryAfter?.ToString()).ShouldBe((503, "10"));
        problem.ShouldStartWith($"Qlik Cloud tenant acme: {Reloads} failed: 127.0.0.1:{away.Url.Port} refuses the connection");
        problem.ShouldNotContain("all the same");
    }

    [Theory]
    [InlineData($"POST cloud/acm/apps/{CommandSite.App}/reloads", "404 There is no tenant \"acm\"; qlikCloud.tenants in butler.yaml has acme, "
        + "other; did you mean \"acme\"?")]
    [InlineData($"POST cloud/other/apps/{CommandSite.App}/reloads", "409 The tenant other has neither apiKey nor oauth, so starting reloads is "
        + "not possible: add one of them to the tenant in qlikCloud.tenants of butler.yaml.")]
    [InlineData("GET cloud/other/reloads/r-1", "409 The tenant other has neither apiKey nor oauth, so reading reloads is not possible: add one "
        + "of them to the tenant in qlikCloud.tenants of butler.yaml.")]
    [InlineData("POST cloud/acme/apps/a%2F..%2Fb/reloads", "400 params/appId must be an id of Qlik Cloud: at most 100 letters, digits, hyphens "
        + "and underscores")]
    [InlineData("GET cloud/acme/reloads/a%3Fb", "400 params/reloadId must be an id of Qlik Cloud: at most 100 letters, digits, hyphens and "
        + "underscores")]
    [InlineData("DELETE cloud/acme/reloads/r-1", "405")]
    public async Task A_malformed_request_is_rejected(string request, string problem)
    {
        await using var site = await CommandSite.StartAsync(tenant);
        if (problem == "405")
        {
            using var response = await site.SendAsync(request);
            ((int)response.StatusCode).ShouldBe(405);
        }
        else
        {
            (await site.FailAsync(request)).ShouldBe(problem);
        }

        tenant.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[]", "400 body must be object")]
    [InlineData("""{"partial":"maybe"}""", "400 body/partial must be boolean")]
    [InlineData("{", "400 The body is not valid JSON at line 1, byte 2.")]
    public async Task A_malformed_body_starts_nothing(string body, string problem)
    {
        await using var site = await CommandSite.StartAsync(tenant);
        (await site.FailAsync(Start, body)).ShouldBe(problem);
        tenant.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_caller_and_the_operator_narrow_it()
    {
        tenant.On(One, Running);
        await using var site = await CommandSite.StartAsync(
            tenant, "{ callers: { reader: { key: s3cr3t, functions: [CloudReloadsOne] } }, disabled: [CloudAutomations] }");
        var key = ("x-functions-key", "s3cr3t");
        (await site.FailAsync(Start, null, key)).ShouldBe(
            "403 This key may not call CloudReloadsStart: api.callers.reader.functions in butler.yaml says what it may call.");
        (await site.AskAsync("GET cloud/acme/reloads/r-1", null, key)).ShouldStartWith("200 ");
        (await site.FailAsync("POST cloud/acme/automations/Notify/runs")).ShouldStartWith("404 Route POST:");
    }

    public void Dispose() => tenant.Dispose();
}
