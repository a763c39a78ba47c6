using System.Net.Sockets;
using System.Text.Json.Nodes;
using Butler.Core.QlikCloud;
using Butler.Tests;

namespace Butler.Core.Tests.QlikCloud;

public sealed class CloudClientTests : IDisposable
{
    private const string Key = "key-0123456789";
    private const string App = "GET api/v1/apps/a";

    private readonly FakeTenant tenant = new();
    private readonly CloudClients clients = new(TimeProvider.System, new Random(1));

    [Fact]
    public async Task A_call_has_the_api_key()
    {
        tenant.On(App, """{"attributes":{"name":"Margin"}}""");
        (await Client().GetAsync("api/v1/apps/a?x=1", Cancel)).GetRawText().ShouldBe("""{"attributes":{"name":"Margin"}}""");
        tenant.Requests.ShouldBe([$"GET api/v1/apps/a?x=1 {Key}"]);
    }

    [Fact]
    public async Task A_token_is_asked_for_once_and_again_before_it_ends()
    {
        var time = new FakeTime();
        using var own = new CloudClients(time, new Random(1));
        tenant.On("POST oauth/token", """{"access_token":"t1","expires_in":1000}""", """{"access_token":"t2","expires_in":1000}""")
            .On(App, "{}");
        var client = own.Of(OAuth());
        await Task.WhenAll(client.GetAsync("api/v1/apps/a", Cancel), client.GetAsync("api/v1/apps/a", Cancel));
        time.Advance(TimeSpan.FromSeconds(899));
        await client.GetAsync("api/v1/apps/a", Cancel);
        time.Advance(TimeSpan.FromSeconds(1));
        await client.GetAsync("api/v1/apps/a", Cancel);
        tenant.Requests.ShouldBe([
            """POST oauth/token  {"client_id":"c","client_secret":"s3cr3t","grant_type":"client_credentials"}""",
            $"{App} t1", $"{App} t1", $"{App} t1",
            """POST oauth/token  {"client_id":"c","client_secret":"s3cr3t","grant_type":"client_credentials"}""",
            $"{App} t2",
        ]);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once()
    {
        tenant.On("POST oauth/token", """{"access_token":"old","expires_in":1000}""", """{"access_token":"new","expires_in":1000}""")
            .On(App, new TenantAnswer(401), """{"ok":1}""");
        (await clients.Of(OAuth()).GetAsync("api/v1/apps/a", Cancel)).GetRawText().ShouldBe("""{"ok":1}""");
        tenant.Requests.Where(each => each.StartsWith("GET", StringComparison.Ordinal)).ShouldBe([$"{App} old", $"{App} new"]);
    }

    [Theory]
    [InlineData(401, """{"errors":[{"code":"HTTP-401","title":"Unauthorized","detail":"key key-0123456789 is unknown"}]}""", CloudFault.Unauthorized,
        "answered 401: HTTP-401 Unauthorized key *** is unknown; check apiKey or oauth of the tenant, which may have expired")]
    [InlineData(403, """{"errors":[{"code":"WEBHOOKS-7","title":"Quota exceeded"}]}""", CloudFault.Forbidden, "answered 403: WEBHOOKS-7 Quota exceeded")]
    [InlineData(404, "", CloudFault.NotFound, "answered 404")]
    [InlineData(400, """{"error":"invalid_request","error_description":"no\r\nclient"}""", CloudFault.Rejected,
        "answered 400: invalid_request no  client")]
    [InlineData(302, "", CloudFault.Invalid, "answered 302; check url of the tenant")]
    public async Task A_refusal_is_told_without_secrets(int status, string body, CloudFault fault, string message)
    {
        tenant.On(App, new TenantAnswer(status, body));
        var failed = await Should.ThrowAsync<CloudException>(() => Client().GetAsync("api/v1/apps/a", Cancel));
        (failed.Fault, failed.Status, failed.Message).ShouldBe((fault, status, $"Qlik Cloud tenant acme: {App} {message}"));
        failed.ToString().ShouldNotContain(Key);
    }

    [Fact]
    public async Task What_is_not_json_is_told()
    {
        tenant.On(App, new TenantAnswer(200, "<html>Please log in</html>", "text/html"));
        (await Should.ThrowAsync<CloudException>(() => Client().GetAsync("api/v1/apps/a", Cancel))).Message
            .ShouldBe($"Qlik Cloud tenant acme: {App} answered 200 with text/html that is not JSON");
    }

    [Fact]
    public async Task A_temporary_failure_is_repeated_when_reading_and_not_when_changing()
    {
        tenant.On(App, new TenantAnswer(500), new TenantAnswer(503), """{"ok":1}""")
            .On("POST api/v1/reloads", new TenantAnswer(500));
        (await Client().GetAsync("api/v1/apps/a", Cancel)).GetRawText().ShouldBe("""{"ok":1}""");
        var failed = await Should.ThrowAsync<CloudException>(
            () => Client().SendAsync(HttpMethod.Post, "api/v1/reloads", new JsonObject { ["appId"] = "a" }, Cancel));
        (failed.Fault, failed.MayRepeat).ShouldBe((CloudFault.Unreachable, false));
        tenant.Requests.ShouldBe([$"{App} {Key}", $"{App} {Key}", $"{App} {Key}", $$"""POST api/v1/reloads {{Key}} {"appId":"a"}"""]);
    }

    [Fact]
    public async Task A_short_rate_limit_is_waited_for()
    {
        tenant.On("POST api/v1/reloads", new TenantAnswer(429) { RetryAfter = "1" }, """{"id":"r"}""");
        (await Client().SendAsync(HttpMethod.Post, "api/v1/reloads", null, Cancel)).GetRawText().ShouldBe("""{"id":"r"}""");
    }

    [Fact]
    public async Task A_long_rate_limit_holds_back_its_tier_only()
    {
        var time = new FakeTime();
        using var own = new CloudClients(time, new Random(1));
        tenant.On(App, new TenantAnswer(429, """{"errors":[{"code":"HTTP-429"}]}""") { RetryAfter = "60" }, """{"ok":1}""")
            .On("POST api/v1/reloads", """{"id":"r"}""");
        var client = own.Of(ApiKey());
        var first = await Should.ThrowAsync<CloudException>(() => client.GetAsync("api/v1/apps/a", Cancel));
        (first.Fault, first.RetryAfter).ShouldBe((CloudFault.RateLimited, TimeSpan.FromSeconds(60)));
        var second = await Should.ThrowAsync<CloudException>(() => client.GetAsync("api/v1/apps/b", Cancel));
        second.Message.ShouldBe(
            $"Qlik Cloud tenant acme: not asked, because it limits calls until {time.GetUtcNow().AddSeconds(60):HH:mm:ss} UTC");
        (await client.SendAsync(HttpMethod.Post, "api/v1/reloads", null, Cancel)).GetRawText().ShouldBe("""{"id":"r"}""");
        time.Advance(TimeSpan.FromSeconds(60));
        (await client.GetAsync("api/v1/apps/a", Cancel)).GetRawText().ShouldBe("""{"ok":1}""");
        tenant.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_tenant_that_does_not_answer_is_left_alone_for_a_while()
    {
        var time = new FakeTime();
        using var own = new CloudClients(time, new Random(1));
        tenant.On("POST api/v1/reloads", new TenantAnswer(500));
        var client = own.Of(ApiKey());
        for (var i = 0; i < 5; i++)
        {
            await Should.ThrowAsync<CloudException>(() => client.SendAsync(HttpMethod.Post, "api/v1/reloads", null, Cancel));
        }

        var open = await Should.ThrowAsync<CloudException>(() => client.SendAsync(HttpMethod.Post, "api/v1/reloads", null, Cancel));
        (open.Fault, open.Message).ShouldBe((
            CloudFault.Unreachable,
            "Qlik Cloud tenant acme: not asked, because the last 5 calls failed; it is asked again within 30 s. The last failure: "
                + "Qlik Cloud tenant acme: POST api/v1/reloads answered 500"));
        tenant.Requests.Count.ShouldBe(5);
        tenant.On("POST api/v1/reloads", "{}");
        time.Advance(TimeSpan.FromSeconds(31));
        await client.SendAsync(HttpMethod.Post, "api/v1/reloads", null, Cancel);
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_but_never_from_another_host()
    {
        tenant.On(
            "GET api/v1/reloads",
            $$$"""{"data":[{"id":"1"},{"id":"2"}],"links":{"next":{"href":"{{{tenant.Url}}}api/v1/reloads?page=2" } } }""",
            """{"data":[{"id":"3"}],"links":{"next":{"href":"https://evil.example/api/v1/reloads"}}}""");
        var ids = new List<string?>();
        var failed = await Should.ThrowAsync<CloudException>(async () =>
        {
            await foreach (var item in Client().ListAsync("api/v1/reloads?limit=2", Cancel))
            {
                ids.Add(item.GetProperty("id").GetString());
            }
        });
        failed.Message.ShouldBe("Qlik Cloud tenant acme: GET api/v1/reloads names a next page at another host, evil.example");
        ids.ShouldBe(["1", "2", "3"]);
        tenant.Requests.ShouldBe([$"GET api/v1/reloads?limit=2 {Key}", $"GET api/v1/reloads?page=2 {Key}"]);
    }

    [Fact]
    public async Task A_triggered_automation_gets_its_own_token_and_no_other_call_gets_it()
    {
        tenant.On("POST api/v1/automations/a-1/actions/execute", """{"id":"run-1"}""").On(App, "{}");
        (await Client().TriggerAsync("a-1", "exec-0123", new JsonObject { ["week"] = 11 }, Cancel)).GetRawText().ShouldBe("""{"id":"run-1"}""");
        await clients.Of(new CloudAccess("keyless", tenant.Url)).TriggerAsync("a-1", "exec-0123", null, Cancel);
        await Client().GetAsync("api/v1/apps/a", Cancel);
        tenant.Requests.ShouldBe([
            """POST api/v1/automations/a-1/actions/execute X-Execution-Token=exec-0123 {"week":11}""",
            "POST api/v1/automations/a-1/actions/execute X-Execution-Token=exec-0123",
            $"{App} {Key}",
        ]);
    }

    [Fact]
    public async Task A_refused_execution_token_is_told_without_it()
    {
        tenant.On("POST api/v1/automations/a-1/actions/execute", new TenantAnswer(401, """{"errors":[{"title":"exec-0123 is unknown"}]}"""));
        var failed = await Should.ThrowAsync<CloudException>(() => Client().TriggerAsync("a-1", "exec-0123", null, Cancel));
        (failed.Fault, failed.MayHaveHappened, failed.Message).ShouldBe((
            CloudFault.Unauthorized, false,
            "Qlik Cloud tenant acme: POST api/v1/automations/a-1/actions/execute answered 401: *** is unknown; check token of the automation, "
                + "which may have expired"));
        failed.ToString().ShouldNotContain("exec-0123");
        tenant.Requests.Count.ShouldBe(1);
    }

    /// <summary>Only what was sent and has no clear answer may have happened.</summary>
    [Theory]
    [InlineData(500, "", true)]
    [InlineData(504, "", true)]
    [InlineData(201, "<html>", true)]
    [InlineData(400, "", false)]
    [InlineData(404, "", false)]
    [InlineData(302, "", false)]
    public async Task An_answer_says_whether_a_change_may_have_happened(int status, string body, bool mayHaveHappened)
    {
        tenant.On("POST api/v1/reloads", new TenantAnswer(status, body)).On("GET api/v1/reloads", new TenantAnswer(status, body));
        (await Should.ThrowAsync<CloudException>(() => Client().SendAsync(HttpMethod.Post, "api/v1/reloads", null, Cancel)))
            .MayHaveHappened.ShouldBe(mayHaveHappened);
        (await Should.ThrowAsync<CloudException>(() => Client().GetAsync("api/v1/reloads", Cancel))).MayHaveHappened.ShouldBeFalse();
    }

    [Fact]
    public async Task A_change_whose_answer_breaks_off_may_have_happened()
    {
        using var server = new TcpListener(System.Net.IPAddress.Loopback, 0);
        server.Start();
        var port = ((System.Net.IPEndPoint)server.LocalEndpoint).Port;
        var cut = Task.Run(async () =>
        {
            using var caller = await server.AcceptTcpClientAsync(Cancel);
            (await caller.GetStream().ReadAsync(new byte[10_000], Cancel)).ShouldBePositive();
        }, Cancel);
        var client = clients.Of(new CloudAccess("acme", new Uri($"http://127.0.0.1:{port}/")) { ApiKey = Key });
        (await Should.ThrowAsync<CloudException>(() => client.SendAsync(HttpMethod.Post, "api/v1/reloads", null, Cancel)))
            .MayHaveHappened.ShouldBeTrue();
        await cut;
    }

    [Fact]
    public async Task A_change_for_which_there_is_no_token_has_not_happened()
    {
        tenant.On("POST oauth/token", new TenantAnswer(503));
        var failed = await Should.ThrowAsync<CloudException>(
            () => clients.Of(OAuth()).SendAsync(HttpMethod.Post, "api/v1/reloads", null, Cancel));
        (failed.Fault, failed.MayHaveHappened).ShouldBe((CloudFault.Unreachable, false));
    }

    [Fact]
    public async Task A_tenant_without_a_server_is_named()
    {
        using var closed = new TcpListener(System.Net.IPAddress.Loopback, 0);
        closed.Start();
        var port = ((System.Net.IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var client = clients.Of(new CloudAccess("acme", new Uri($"http://127.0.0.1:{port}/")) { ApiKey = Key });
        var failed = await Should.ThrowAsync<CloudException>(() => client.SendAsync(HttpMethod.Post, "x", null, Cancel));
        failed.MayHaveHappened.ShouldBeFalse();
        failed.Message.ShouldBe(
            $"Qlik Cloud tenant acme: POST x failed: 127.0.0.1:{port} refuses the connection: no server listens on this port, or a firewall "
                + "rejects it");
    }

    [Fact]
    public async Task An_address_for_all_tenants_has_the_tenants_name()
    {
        using var own = new CloudClients(TimeProvider.System, new Random(1), tenant.Url);
        tenant.On("GET acme/api/v1/apps/a", "{}");
        await own.Of(new CloudAccess("acme", new Uri("https://acme.eu.qlikcloud.com")) { ApiKey = Key }).GetAsync("api/v1/apps/a", Cancel);
        tenant.Requests.ShouldBe([$"GET acme/api/v1/apps/a {Key}"]);
    }

    [Fact]
    public void A_new_key_makes_a_new_client()
    {
        var first = Client();
        Client().ShouldBeSameAs(first);
        clients.Of(ApiKey() with { ApiKey = "other" }).ShouldNotBeSameAs(first);
    }

    public void Dispose()
    {
        clients.Dispose();
        tenant.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private CloudClient Client() => clients.Of(ApiKey());

    private CloudAccess ApiKey() => new("acme", tenant.Url) { ApiKey = Key };

    private CloudAccess OAuth() => new("acme", tenant.Url) { OAuth = new CloudOAuthClient("c", "s3cr3t") };
}
