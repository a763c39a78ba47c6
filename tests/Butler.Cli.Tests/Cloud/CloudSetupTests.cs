using System.Text.Json.Nodes;
using Butler.Core.Webhooks;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Cli.Tests.Cloud;

/// <summary><c>butler cloud setup</c> creates the webhook, or fixes the one that is there.</summary>
public sealed class CloudSetupTests
{
    private const int Limit = 30_000;
    private const string Next = "Next: let a reload fail. `butler cloud check --tenant acme` shows what Qlik Cloud delivered.";
    private const string NotCalled = "Qlik Cloud has not called it in the last seven days.";

    [Fact(Timeout = Limit)]
    public async Task A_missing_webhook_is_created_and_the_app_is_called()
    {
        await using var bench = await CloudBench.StartAsync();
        var result = await bench.SetupAsync();

        var webhook = bench.Acme.Webhooks.All.Single();
        result.ShouldBe((0, $"""
            {bench.Title}
            Webhook: {bench.Webhook}
            Created "Butler" ({webhook.Id}), of the level tenant, for {CloudBench.Events}.
            The app accepted a signed test call.
            {Next}

            """, ""));
        (webhook.Name, webhook.Url, webhook.Secret, webhook.Enabled, webhook.Level, string.Join(", ", webhook.EventTypes)).ShouldBe(
            ("Butler", bench.Webhook, CloudBench.Secret, true, "tenant", CloudBench.Events));
        var call = bench.App.Requests.Single();
        (call.Method, call.PathAndQuery).ShouldBe(("POST", "/api/webhooks/qlik-cloud/acme"));
        call.Headers["Qlik-Signature"].ShouldBe(QlikSignature.Sign(call.Bytes, CloudBench.Secret));
        ((string?)JsonNode.Parse(call.Body)!["type"]).ShouldBe("butler.webhook.tested");
    }

    [Fact(Timeout = Limit)]
    public async Task The_second_run_has_nothing_to_change()
    {
        await using var bench = await CloudBench.StartAsync();
        (await bench.SetupAsync()).Code.ShouldBe(0);
        var first = bench.Acme.Webhooks.All.Single();

        (await bench.SetupAsync()).ShouldBe((0, $"""
            {bench.Title}
            Webhook: {bench.Webhook}
            Found "Butler" ({first.Id}).
            There was nothing to change. The secret was set again, because Qlik Cloud does not show it.
            The app accepted a signed test call.
            {NotCalled}
            {Next}

            """, ""));
        var second = bench.Acme.Webhooks.All.Single();
        second.EventTypes.ShouldBe(first.EventTypes);
        WithListsOf(first, second).ShouldBe(first);
    }

    [Fact(Timeout = Limit)]
    public async Task A_webhook_is_fixed_and_keeps_what_the_operator_has_given_it()
    {
        await using var bench = await CloudBench.StartAsync();
        var before = bench.Acme.Webhooks.Put(bench.Add() with
        {
            Url = bench.Webhook.Replace("acme", "ACME", StringComparison.Ordinal) + "/",
            EventTypes = ["com.qlik.app.deleted", CloudBench.Finished],
            Filter = "spaceId eq \"s1\"",
            Headers = new Dictionary<string, string> { ["x-a"] = "1" },
            EncryptedHeaders = new Dictionary<string, string> { ["x-b"] = "2" },
            Level = "user",
            CheckCertificateRevocation = true,
            Enabled = false,
            DisabledReason = "Too many failures.",
        });
        (await bench.SetupAsync()).ShouldBe((0, $"""
            {bench.Title}
            Webhook: {bench.Webhook}
            Found "By hand" (w1).
            This was changed, and the secret set again:
              enabled: false (Too many failures) -> true
              eventTypes: com.qlik.app.deleted, {CloudBench.Finished} -> com.qlik.app.deleted, {CloudBench.Events}
            Note: The webhook has a filter, which stays: spaceId eq "s1". Events that it excludes do not come.
            The app accepted a signed test call.
            {NotCalled}
            {Next}

            """, ""));
        var after = bench.Acme.Webhooks.All.Single();
        string.Join(", ", after.EventTypes).ShouldBe($"com.qlik.app.deleted, {CloudBench.Events}");
        (after.Headers["x-a"], after.EncryptedHeaders["x-b"], after.Secret).ShouldBe(("1", "2", CloudBench.Secret));
        WithListsOf(before, after).ShouldBe(before with { Enabled = true, DisabledReason = null, Secret = CloudBench.Secret });
    }

    [Fact(Timeout = Limit)]
    public async Task Another_level_replaces_the_whole_webhook_and_clears_nothing()
    {
        await using var bench = await CloudBench.StartAsync();
        var before = bench.Acme.Webhooks.Put(bench.Add() with
        {
            Headers = new Dictionary<string, string> { ["x-a"] = "1" },
            CheckCertificateRevocation = true,
            EnableCloudEventDelivery = true,
        });
        (await bench.SetupAsync("--level", "user")).Output.ShouldContain("\n  level: tenant -> user\n");

        var after = bench.Acme.Webhooks.All.Single();
        (after.Headers["x-a"], after.EventTypes.Count).ShouldBe(("1", before.EventTypes.Count));
        WithListsOf(before, after).ShouldBe(before with { Level = "user", Secret = CloudBench.Secret });
    }

    [Fact(Timeout = Limit)]
    public async Task Encrypted_headers_are_not_lost_for_another_level()
    {
        await using var bench = await CloudBench.StartAsync();
        var before = bench.Acme.Webhooks.Put(
            bench.Add() with { EncryptedHeaders = new Dictionary<string, string> { ["x-b"] = "2" } });
        (await bench.SetupAsync("--level", "user")).ShouldBe((2, "",
            "butler cloud setup: the level of the webhook \"By hand\" (w1) cannot be changed without its encrypted headers (x-b), which "
            + "Qlik Cloud does not give back; change the level in Qlik Cloud's administration, or leave --level out\n"));
        bench.Acme.Webhooks.All.Single().ShouldBe(before);
    }

    [Fact(Timeout = Limit)]
    public async Task Of_several_the_first_enabled_one_is_fixed_and_the_others_are_named()
    {
        await using var bench = await CloudBench.StartAsync();
        var off = bench.Acme.Webhooks.Put(bench.Add() with { Enabled = false });
        var on = bench.Add("w2");
        var old = bench.Acme.Webhooks.Put(bench.Add("w3") with { Url = "https://old.example.com/api/webhooks/qlik-cloud/acme" });
        var (code, output, _) = await bench.SetupAsync();

        (code, output.Split('\n')[2]).ShouldBe((0, "Found \"By hand\" (w2)."));
        output.Split('\n').Where(line => line.StartsWith("Note: ", StringComparison.Ordinal)).ShouldBe(
        [
            "Note: 2 webhooks have this address. \"By hand\" (w2) is used; delete the others in Qlik Cloud: \"By hand\" (w1).",
            "Note: The webhook \"By hand\" (w3) calls another app for the same tenant name. If that app is no more, delete it.",
        ]);
        (bench.Acme.Webhooks.Find("w1"), bench.Acme.Webhooks.Find("w3")).ShouldBe((off, old));
        bench.Acme.Webhooks.Find("w2")!.Secret.ShouldNotBe(on.Secret);
    }

    [Fact(Timeout = Limit)]
    public async Task Texts_of_the_tenant_cannot_change_the_terminal()
    {
        await using var bench = await CloudBench.StartAsync();
        bench.Acme.Webhooks.Put(bench.Add() with { Name = "By\u001b[2J\nhand" });
        (await bench.SetupAsync()).Output.Split('\n')[2].ShouldBe("Found \"By\uFFFD[2J hand\" (w1).");
    }

    [Fact(Timeout = Limit)]
    public async Task A_dry_run_shows_the_differences_and_changes_nothing()
    {
        await using var bench = await CloudBench.StartAsync();
        (await bench.SetupAsync("--dry-run")).ShouldBe((0, $"""
            {bench.Title}
            Webhook: {bench.Webhook}
            There is none with this address. "Butler" would be created, of the level tenant, for {CloudBench.Events}.
            Nothing was changed. Without --dry-run it is done.

            """, ""));
        bench.Acme.Webhooks.All.ShouldBeEmpty();

        var before = bench.Acme.Webhooks.Put(bench.Add() with { Enabled = false });
        (await bench.SetupAsync("--dry-run")).ShouldBe((0, $"""
            {bench.Title}
            Webhook: {bench.Webhook}
            Found "By hand" (w1).
            This would be changed, and the secret set again:
              enabled: false -> true
            {NotCalled}
            Nothing was changed. Without --dry-run it is done.

            """, ""));
        bench.Acme.Webhooks.All.Single().ShouldBe(before);
        bench.App.Requests.ShouldBeEmpty();
    }

    [Fact(Timeout = Limit)]
    public async Task Named_event_types_are_used_in_place_of_the_standard_ones()
    {
        await using var bench = await CloudBench.StartAsync();
        (await bench.SetupAsync("--events", "com.qlik.v1.app.reload.finished,com.qlik.app.deleted", "--level", "user")).Code.ShouldBe(0);
        var webhook = bench.Acme.Webhooks.All.Single();
        (webhook.Level, string.Join(", ", webhook.EventTypes)).ShouldBe(
            ("user", "com.qlik.v1.app.reload.finished, com.qlik.app.deleted"));
    }

    [Fact(Timeout = Limit)]
    public async Task A_program_gets_JSON()
    {
        await using var bench = await CloudBench.StartAsync();
        var webhook = bench.Acme.Webhooks.Put(bench.Add() with { Enabled = false, EventTypes = [CloudBench.Finished] });
        var (code, output, error) = await bench.SetupAsync("--json", "--events", CloudBench.Finished, "--dry-run");
        (code, error).ShouldBe((0, ""));
        JsonNode.Parse(output)!.ToJsonString().ShouldBe(JsonNode.Parse($$"""
            {
              "tenant": "acme", "url": "{{bench.Webhook}}", "id": "{{webhook.Id}}", "name": "By hand", "level": "tenant",
              "eventTypes": ["{{CloudBench.Finished}}"], "dryRun": true, "outcome": "changed",
              "changes": [{ "field": "enabled", "from": "false", "to": "true" }], "notes": [], "test": null,
              "deliveries": { "count": 0, "failed": 0, "lastFailed": null, "lastStatus": null }
            }
            """)!.ToJsonString());
    }

    [Fact(Timeout = Limit)]
    public async Task Beside_butler_up_nothing_needs_to_be_said()
    {
        await using var bench = await CloudBench.StartAsync();
        bench.DescribeUp("acme");
        bench.Variables.Clear();
        var (code, output, error) = await bench.RunAsync("setup");
        (code, error, output.Split('\n')[0]).ShouldBe((0, "", bench.Title));
        bench.Acme.Webhooks.All.Single().Secret.ShouldBe(CloudBench.Secret);
        bench.App.Requests.Count.ShouldBe(1);
    }

    [Fact(Timeout = Limit)]
    public async Task A_configuration_that_butler_up_was_given_is_named_and_has_its_secrets_from_it()
    {
        await using var bench = await CloudBench.StartAsync();
        bench.DescribeUp(tenant: null);
        bench.Variables.Clear();
        (await bench.RunAsync("setup")).Error.ShouldBe(
            "butler cloud setup: name the function app's butler.yaml with --config, or in BUTLER_CONFIG\n");
        bench.Variables["BUTLER_CONFIG"] = Path.Combine(bench.Data, "butler.yaml");
        (await bench.RunAsync("setup")).Code.ShouldBe(0);
        bench.Acme.Webhooks.All.Single().Secret.ShouldBe(CloudBench.Secret);
    }

    /// <summary>The lists of records are compared by reference, so they are compared on their own.</summary>
    private static TenantWebhook WithListsOf(TenantWebhook before, TenantWebhook after) => after with
    {
        Updated = before.Updated,
        EventTypes = before.EventTypes,
        Headers = before.Headers,
        EncryptedHeaders = before.EncryptedHeaders,
    };
}
