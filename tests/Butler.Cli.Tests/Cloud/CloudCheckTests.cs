namespace Butler.Cli.Tests.Cloud;

/// <summary><c>butler cloud check</c> tells what the key may read, and the webhook's state.</summary>
public sealed class CloudCheckTests
{
    private const int Limit = 30_000;

    [Fact(Timeout = Limit)]
    public async Task All_is_well()
    {
        await using var bench = await CloudBench.StartAsync();
        bench.Add();
        (await CheckAsync(bench)).ShouldBe((0, $"""
            {bench.Title}
            key: ok
            apps: ok
            users: ok
            spaces: ok
            reloads: ok
            api-keys: ok
            webhook "By hand" (w1): enabled, level tenant, {bench.Webhook}
              events: {CloudBench.Events}
              Qlik Cloud has not called it in the last seven days.

            """, ""));
        bench.Cloud.Requests.Recent.ShouldAllBe(request => request.StartsWith("GET ", StringComparison.Ordinal));
    }

    [Fact(Timeout = Limit)]
    public async Task What_is_missing_is_told_with_what_alerts_lack()
    {
        await using var bench = await CloudBench.StartAsync();
        bench.Acme.Webhooks.Put(bench.Add() with { Enabled = false, DisabledReason = "Too many failures." });
        bench.Cloud.Faults.Add(new() { Path = "/acme/api/v1/items", Status = 403 });
        bench.Cloud.Faults.Add(new() { Path = "/acme/api/v1/spaces", Status = 404 });
        bench.Cloud.Faults.Add(new() { Path = "/acme/api/v1/reloads", Status = 403 });
        bench.Cloud.Faults.Add(new() { Path = "/acme/api/v1/api-keys", Status = 403 });
        (await CheckAsync(bench)).ShouldBe((1, $"""
            {bench.Title}
            key: ok
            apps: not readable (403): alerts have no names and tags of apps
            users: ok
            spaces: not readable (404): alerts have no names of spaces
            reloads: not readable (403): reloads of which no webhook told are not found
            api-keys: not readable (403): keys that expire are not told
            webhook "By hand" (w1): disabled (Too many failures), level tenant, {bench.Webhook}
              events: {CloudBench.Events}
              Qlik Cloud has not called it in the last seven days.

            """, ""));
    }

    [Fact(Timeout = Limit)]
    public async Task A_missing_webhook_is_told_with_the_command_that_creates_it()
    {
        await using var bench = await CloudBench.StartAsync();
        var (code, output, _) = await CheckAsync(bench);
        code.ShouldBe(1);
        output.ShouldEndWith("\nwebhooks: none calls an app for this tenant; `butler cloud setup --tenant acme` creates it\n");

        bench.Cloud.Faults.Add(new() { Path = "/acme/api/v1/webhooks", Status = 403 });
        (await CheckAsync(bench)).Output.ShouldEndWith("\nwebhooks: Qlik Cloud tenant acme: GET acme/api/v1/webhooks answered 403: "
            + "HTTP-403 Forbidden. The user of apiKey, or the OAuth client, may not read webhooks: give it the role Tenant admin\n");
    }

    [Fact(Timeout = Limit)]
    public async Task A_key_that_is_not_accepted_ends_the_check()
    {
        await using var bench = await CloudBench.StartAsync();
        bench.Cloud.Behaviour.Now = bench.Cloud.Behaviour.Now with { RevokedKeys = [CloudBench.ApiKey] };
        (await CheckAsync(bench)).ShouldBe((2, bench.Title + "\n", "butler cloud check: Qlik Cloud tenant acme: GET acme/api/v1/users/me "
            + "answered 401: HTTP-401 Unauthorized The token or the API key is missing or wrong, or has expired.; check apiKey or oauth of "
            + "the tenant, which may have expired\n"));
    }

    private static Task<(int Code, string Output, string Error)> CheckAsync(CloudBench bench) =>
        bench.RunAsync("check", "--config", Path.Combine(bench.Data, "butler.yaml"));
}
