using Butler.Tests;

namespace Butler.Cli.Tests.Cloud;

/// <summary><c>butler cloud setup</c> refuses what cannot work, and says what to do when the tenant refuses.</summary>
public sealed class CloudSetupRefusalTests
{
    private const int Limit = 30_000;
    private const string Types = "GET acme/api/v1/webhooks/event-types";
    private const string List = "GET acme/api/v1/webhooks";
    private const string Post = "POST acme/api/v1/webhooks";
    private const string Empty = """{"data":[]}""";

    [Theory(Timeout = Limit)]
    [InlineData("http://app.example.com", "a webhook needs an address with https")]
    [InlineData("https://203.0.113.7/api", "a webhook needs a host name, not an IP address")]
    [InlineData("https://[2001:db8::1]", "a webhook needs a host name, not an IP address")]
    [InlineData("https://appserver", "a webhook needs a host name with its domain, which is known on the internet")]
    [InlineData("http://127.0.0.1:7071", "a webhook needs an address with https")]
    public async Task An_address_that_Qlik_Cloud_does_not_call_is_refused(string url, string reason)
    {
        await using var bench = await CloudBench.StartAsync();
        bench.Variables.Remove("BUTLER_QLIK_CLOUD");
        (await bench.RunAsync("setup", "--config", Path.Combine(bench.Data, "butler.yaml"), "--url", url)).ShouldBe(
            (2, "", $"butler cloud setup: Qlik Cloud does not call '{url}': {reason}\n"));
    }

    [Fact(Timeout = Limit)]
    public async Task A_missing_or_malformed_address_is_refused()
    {
        await using var bench = await CloudBench.StartAsync();
        var config = Path.Combine(bench.Data, "butler.yaml");
        (await bench.RunAsync("setup", "--config", config)).Error.ShouldBe(
            "butler cloud setup: say which app the webhook calls: --url https://NAME.azurewebsites.net; or start `butler up` to try it "
            + "here\n");
        (await bench.RunAsync("setup", "--config", config, "--url", "nowhere")).Error.ShouldBe(
            "butler cloud setup: --url 'nowhere' is not an address: expected one like https://NAME.azurewebsites.net\n");
    }

    [Theory(Timeout = Limit)]
    [InlineData(31)]
    [InlineData(65)]
    public async Task A_secret_of_a_length_that_Qlik_Cloud_refuses_is_told(int length)
    {
        await using var bench = await CloudBench.StartAsync();
        bench.Variables["QLIK_WEBHOOK_SECRET"] = new string('s', length);
        (await bench.SetupAsync()).ShouldBe((2, "", $"butler cloud setup: the first of the secrets of the tenant acme has {length} "
            + "characters; Qlik Cloud requires 32 to 64. Make one with `openssl rand -hex 24`, and give it to the app as well\n"));
    }

    [Theory(Timeout = Limit)]
    [InlineData("channels: {}", null, "has no tenant of Qlik Cloud; add it to qlikCloud.tenants (docs/qlik-cloud.md shows how)")]
    [InlineData(Two, null, "say which tenant: --tenant NAME; FILE has acme, beta")]
    [InlineData(Two, "acne", "there is no tenant 'acne' in FILE, which has acme, beta; did you mean \"acme\"?")]
    [InlineData(Two, "beta", "the tenant beta in FILE has neither apiKey nor oauth, so Qlik Cloud cannot be asked; add one of them "
        + "(docs/qlik-cloud.md shows how)")]
    public async Task A_tenant_that_is_missing_or_cannot_be_asked_is_told(string yaml, string? tenant, string expected)
    {
        await using var bench = await CloudBench.StartAsync();
        bench.Write(yaml);
        var (code, _, error) = await bench.SetupAsync(tenant is null ? [] : ["--tenant", tenant]);
        code.ShouldBe(2);
        error.ShouldEndWith(expected.Replace("FILE", Path.Combine(bench.Data, "butler.yaml"), StringComparison.Ordinal) + "\n");
    }

    [Fact(Timeout = Limit)]
    public async Task A_faulty_configuration_is_told_with_its_line()
    {
        await using var bench = await CloudBench.StartAsync();
        bench.Variables.Remove("QLIK_API_KEY");
        var file = Path.Combine(bench.Data, "butler.yaml");
        (await bench.SetupAsync()).Error.ShouldBe($"butler cloud setup: faulty configuration{Environment.NewLine}"
            + $"{file}:5: qlikCloud.tenants[0].apiKey: needs the environment variable QLIK_API_KEY, which is not set; set it, or give a "
            + "default as ${QLIK_API_KEY:-...}\n");
    }

    [Fact(Timeout = Limit)]
    public async Task An_event_type_that_is_not_offered_is_refused_if_it_was_named()
    {
        await using var bench = await CloudBench.StartAsync();
        (await bench.SetupAsync("--events", "com.qlik.v1.reload.finnished")).ShouldBe((2, "", "butler cloud setup: --events: the tenant "
            + "offers no event type 'com.qlik.v1.reload.finnished'; did you mean \"com.qlik.v1.reload.finished\"?\n"));
        bench.Acme.Webhooks.All.ShouldBeEmpty();
    }

    [Fact(Timeout = Limit)]
    public async Task Standard_event_types_that_are_not_offered_are_told()
    {
        await using var bench = await CloudBench.StartAsync();
        using var tenant = Tenant(bench)
            .On(Types, """{"data":[{"name":"com.qlik.v1.reload.finished"},{"name":"com.qlik.v1.app.data.updated"}]}""")
            .On(Post, """{"id":"w9"}""");
        (await bench.SetupAsync("--no-test")).Output.Split('\n')[2..5].ShouldBe(
        [
            "Created \"Butler\" (w9), of the level tenant, for com.qlik.v1.reload.finished, com.qlik.v1.app.data.updated.",
            "Note: The tenant does not offer com.qlik.v1.automation.run.ended, so ends of automations (cloud.automation.*) do not come.",
            "Note: The tenant does not offer com.qlik.core.api-key.validation.failed or com.qlik.v1.api-key.validation.failed, so refused "
                + "API keys (cloud.apikey.failed) do not come.",
        ]);
    }

    [Fact(Timeout = Limit)]
    public async Task A_used_up_quota_is_told()
    {
        await using var bench = await CloudBench.StartAsync();
        for (var number = 0; number < 100; number++)
        {
            bench.Acme.Webhooks.Put(bench.Add($"w{number}") with { Url = $"https://app.example.com/{number}" });
        }

        (await bench.SetupAsync()).ShouldBe((2, "", "butler cloud setup: Qlik Cloud tenant acme: POST acme/api/v1/webhooks answered 403: "
            + "QUOTA-EXCEEDED Forbidden A tenant has at most 100 webhooks. Qlik Cloud allows 100 webhooks for a tenant and 150 for a "
            + "user, and shows 100 here: delete one that is not needed in its administration, then run this again\n"));
    }

    [Theory(Timeout = Limit)]
    [InlineData("tenant", "A webhook of the level tenant needs the role Tenant admin: give it to the user of apiKey or to the OAuth "
        + "client, or use --level user, with which only events come that concern this user")]
    [InlineData("user", "The user of apiKey, or the OAuth client, may not create or change webhooks")]
    public async Task A_missing_role_is_told(string level, string advice)
    {
        await using var bench = await CloudBench.StartAsync();
        using var tenant = Tenant(bench).On(Post, new TenantAnswer(403, """{"errors":[{"code":"HTTP-403","title":"Forbidden"}]}"""));
        (await bench.SetupAsync("--level", level)).Error.ShouldBe(
            $"butler cloud setup: Qlik Cloud tenant acme: POST acme/api/v1/webhooks answered 403: HTTP-403 Forbidden. {advice}\n");
        bench.App.Requests.ShouldBeEmpty();
    }

    [Fact(Timeout = Limit)]
    public async Task A_key_that_is_not_accepted_or_may_not_read_webhooks_is_told()
    {
        await using var bench = await CloudBench.StartAsync();
        bench.Cloud.Behaviour.Now = bench.Cloud.Behaviour.Now with { RevokedKeys = [CloudBench.ApiKey] };
        (await bench.SetupAsync()).Error.ShouldBe("butler cloud setup: Qlik Cloud tenant acme: GET acme/api/v1/webhooks answered 401: "
            + "HTTP-401 Unauthorized The token or the API key is missing or wrong, or has expired.; check apiKey or oauth of the tenant, "
            + "which may have expired\n");
        bench.Cloud.Faults.Add(new() { Path = "/acme/api/v1/webhooks", Status = 403 });
        (await bench.SetupAsync()).Error.ShouldBe("butler cloud setup: Qlik Cloud tenant acme: GET acme/api/v1/webhooks answered 403: "
            + "HTTP-403 Forbidden. The user of apiKey, or the OAuth client, may not read webhooks: give it the role Tenant admin\n");
    }

    [Fact(Timeout = Limit)]
    public async Task A_rate_limit_is_told_with_its_end()
    {
        await using var bench = await CloudBench.StartAsync();
        using var tenant = Tenant(bench).On(Post, new TenantAnswer(429) { RetryAfter = "90" });
        (await bench.SetupAsync()).Error.ShouldBe("butler cloud setup: Qlik Cloud tenant acme: POST acme/api/v1/webhooks answered 429. It "
            + "limits calls; run this again in 90 s\n");
    }

    [Fact(Timeout = Limit)]
    public async Task A_failure_that_leaves_open_what_was_done_is_told()
    {
        await using var bench = await CloudBench.StartAsync();
        using var tenant = Tenant(bench).On(Post, new TenantAnswer(502));
        (await bench.SetupAsync()).Error.ShouldEndWith(
            "It is not known whether it was done; run this again, which finds out\n");
    }

    private const string Two =
        """
        qlikCloud:
          tenants:
            - { name: acme, url: "https://acme.eu.qlikcloud.com", secrets: [s], apiKey: k }
            - { name: beta, url: "https://beta.eu.qlikcloud.com", secrets: [s] }
        """;

    /// <summary>A tenant without webhooks, in place of the simulator.</summary>
    private static FakeTenant Tenant(CloudBench bench)
    {
        var tenant = new FakeTenant().On(List, Empty).On(Types, """{"data":[{"name":"com.qlik.v1.reload.finished"}]}""");
        bench.Variables["BUTLER_QLIK_CLOUD"] = tenant.Url.AbsoluteUri;
        return tenant;
    }
}
