using System.IO.Compression;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Functions.Tests.ScriptLogs;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.QlikCloud;

/// <summary>Events are completed with what their tenant knows, and go on without it.</summary>
public sealed class CloudEnrichmentTests
{
    private const string Alert = "Cloud reload failed: Margin Cockpit";

    private static readonly JsonSerializerOptions Plain = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task A_failed_reload_is_told_with_what_the_tenant_knows()
    {
        using var tenant = CloudTenant.Start();
        await using var site = await CloudSite.StartAsync(tenant: tenant);
        (await site.CallAsync(CloudSite.Finished())).ShouldBe("202");
        await site.RunAsync();

        site.Alerts.ShouldBe([Alert]);
        Data(await site.EventAsync("acme:failed:65f1b0aa9e")).ShouldBe("""
            {
              "tenantId": "tn-55ab",
              "tenantUrl": "https://acme.eu.qlikcloud.com",
              "tenantComment": "Acme",
              "spaceId": "s-12",
              "userId": "u-901",
              "appOwnerUserId": "u-778",
              "source": "com.qlik/reloads",
              "eventType": "com.qlik.v1.reload.finished",
              "eventTypeVersion": "1.0.0",
              "appId": "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1",
              "reloadId": "65f1b0aa9e",
              "reloadTrigger": "chronos",
              "status": "FAILED",
              "errorCode": "EngineConnectorError",
              "errorMessage": "Cannot connect",
              "creationTime": "2031-03-14T04:11:00Z",
              "startTime": "2031-03-14T04:11:30Z",
              "endTime": "2031-03-14T04:12:00Z",
              "durationSeconds": 30,
              "isPartialReload": false,
              "appName": "Margin Cockpit",
              "appDescription": "Margins by week",
              "appHasSectionAccess": true,
              "appIsPublished": true,
              "appPublishTime": "2030-01-02T03:04:05Z",
              "appFileSize": 123456,
              "appTags": [
                "margin",
                "nightly"
              ],
              "logMessage": "ReloadID: 65f1b0aa9e",
              "appOwnerName": "Ulla Berg",
              "appOwnerEmail": "ulla.berg@example.com",
              "appOwnerPicture": "https://example.com/u.png",
              "userName": "Night Runner",
              "spaceName": "Finance",
              "scriptLog": {
                "head": [
                  "Execution started.",
                  "CONNECT TO [x;Password=***;y];",
                  "Error: Connector error: no route",
                  "Execution Failed"
                ],
                "tail": [
                  "Execution started.",
                  "CONNECT TO [x;Password=***;y];",
                  "Error: Connector error: no route",
                  "Execution Failed"
                ],
                "lines": 4,
                "characters": 108
              },
              "errorLines": [
                "CONNECT TO [x;Password=***;y];",
                "Error: Connector error: no route",
                "Execution Failed"
              ],
              "enrichment": {
                "missing": []
              }
            }
            """);
        tenant.Requests.Order().ShouldBe(
        [
            $"{CloudTenant.App} {CloudSite.ApiKey}",
            $"{CloudTenant.ScriptLog} {CloudSite.ApiKey}",
            $"{CloudTenant.Items}?resourceType=app&resourceId=6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1&noActions=true&limit=100 {CloudSite.ApiKey}",
            $"{CloudTenant.Reload} {CloudSite.ApiKey}",
            $"{CloudTenant.Space} {CloudSite.ApiKey}",
            $"{CloudTenant.Owner} {CloudSite.ApiKey}",
            $"{CloudTenant.User} {CloudSite.ApiKey}",
        ]);
    }

    [Theory]
    [InlineData(CloudTenant.App, "app", "Margin Cockpit")]
    [InlineData(CloudTenant.Items, "tags", "Margin Cockpit")]
    [InlineData(CloudTenant.ScriptLog, "scriptLog", "Margin Cockpit")]
    [InlineData(CloudTenant.Owner, "owner", "Margin Cockpit")]
    [InlineData(CloudTenant.Space, "space", "Margin Cockpit")]
    [InlineData(CloudTenant.Reload, "reload", "Margin Cockpit")]
    public async Task An_alert_goes_out_with_what_could_be_had(string missing, string part, string app)
    {
        foreach (var answer in (TenantAnswer[])[
            new(404), new(403), new(401), new(200, "<html/>", "text/html"), new(429) { RetryAfter = "60" }, new(200, "[]"), new(200, "7")])
        {
            using var tenant = CloudTenant.Start().On(missing, answer);
            await using var site = await CloudSite.StartAsync(tenant: tenant);
            await site.CallAsync(CloudSite.Finished());
            await site.RunAsync();

            site.Alerts.Count().ShouldBe(1, answer.ToString());
            if (answer.Status == 429)
            {
                site.App.Terminal.ToString().ShouldContain("Not known: ");
            }
            else if (answer.Body is not ("[]" or "7") && (answer.Status != 200 || part != "scriptLog"))
            {
                site.Alerts.ShouldBe([$"Cloud reload failed: {app}"]);
                site.App.Terminal.ToString().ShouldContain($"(Not known: {part}");
            }
        }
    }

    [Fact]
    public async Task A_tenant_that_never_answers_delays_the_alert_by_seconds_only()
    {
        using var tenant = CloudTenant.Start().On(CloudTenant.App, new TenantAnswer(200, "{}") { Before = () => Task.Delay(60_000) });
        await using var site = await CloudSite.StartAsync(tenant: tenant);
        await site.CallAsync(CloudSite.Finished());
        var run = site.App.RunVisibleAsync();
        while (!run.IsCompleted)
        {
            await Task.Delay(10);
            site.App.Time.Advance(TimeSpan.FromMilliseconds(200));
        }

        await run;
        site.Alerts.ShouldBe([Alert]);
        (site.App.Time.GetUtcNow() - new FakeTime().GetUtcNow()).ShouldBeLessThan(TimeSpan.FromSeconds(40));
    }

    [Theory]
    [InlineData("spaces: [Finance]", "", 1)]
    [InlineData("spaces: [Fin*]", "", 1)]
    [InlineData("spaces: [HR]", "", 0)]
    [InlineData("spaces: [HR]", CloudTenant.Space, 1)]
    [InlineData("not: { spaces: [Finance] }", "", 0)]
    [InlineData("not: { spaces: [Finance] }", CloudTenant.Space, 1)]
    [InlineData("owners: [ulla.berg@example.com]", "", 1)]
    [InlineData("owners: [other@example.com]", "", 0)]
    [InlineData("owners: [other@example.com]", CloudTenant.Owner, 1)]
    [InlineData("appTags: [nightly]", "", 1)]
    [InlineData("appTags: [daily]", "", 0)]
    [InlineData("appTags: [daily]", CloudTenant.Items, 1)]
    [InlineData("apps: [Sales]", "", 0)]
    [InlineData("apps: [Sales]", CloudTenant.App, 1)]
    public async Task Conditions_use_names_and_what_is_unknown_counts_as_met(string where, string missing, int alerts)
    {
        using var tenant = CloudTenant.Start();
        _ = missing.Length > 0 ? tenant.On(missing, new TenantAnswer(403)) : tenant;
        await using var site = await CloudSite.StartAsync(tenant: tenant, where: where);
        await site.CallAsync(CloudSite.Finished());
        await site.RunAsync();

        site.Alerts.Count().ShouldBe(alerts);
        site.App.Terminal.ToString().Contains("Unknown, so treated as matching", StringComparison.Ordinal).ShouldBe(missing.Length > 0);
    }

    [Theory]
    [InlineData("spaces: [Finance], tags: [nightly], owners: ['Ulla*'], apps: ['Margin*']", "", 1)]
    [InlineData("spaces: [HR]", "", 0)]
    [InlineData("tags: [daily]", "", 0)]
    [InlineData("tags: [daily]", CloudTenant.Items, 1)]
    [InlineData("owners: [u-1]", "", 0)]
    [InlineData("apps: [6b1e9d54-*]", "", 1)]
    public async Task What_a_tenant_does_not_care_for_is_recorded_only(string only, string missing, int alerts)
    {
        using var tenant = CloudTenant.Start();
        _ = missing.Length > 0 ? tenant.On(missing, new TenantAnswer(403)) : tenant;
        await using var site = await CloudSite.StartAsync(tenant: tenant, more: $", only: {{ {only} }}");
        await site.CallAsync(CloudSite.Finished());
        await site.RunAsync();

        site.Alerts.Count().ShouldBe(alerts);
        (await site.EventAsync("acme:failed:65f1b0aa9e")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_crash_anywhere_tells_once_and_decides_alike()
    {
        for (var step = 1; ; step++)
        {
            using var tenant = CloudTenant.Start();
            await using var site = await CloudSite.StartAsync(tenant: tenant, where: "spaces: [Finance]");
            await site.CallAsync(CloudSite.Finished());
            site.App.Kill.Start(step);
            await site.MoveClockAsync(site.App.RunAsync(TimeSpan.FromHours(1)));
            site.Alerts.Distinct().ShouldBe([Alert], $"step {step}");
            if (!site.App.Kill.HasKilled)
            {
                site.Alerts.ShouldBe([Alert]);
                step.ShouldBeGreaterThan(2);
                return;
            }
        }
    }

    [Fact]
    public async Task What_no_route_wants_is_not_asked_for()
    {
        using var tenant = CloudTenant.Start();
        await using var site = await CloudSite.StartAsync(tenant: tenant);
        site.App.Configuration.Text = site.App.Configuration.Text.Replace("'cloud.*'", "cloud.reload.failed", StringComparison.Ordinal);
        await site.CallAsync(CloudSite.Finished("SUCCEEDED"));
        await site.RunAsync();

        tenant.Requests.ShouldBeEmpty();
        (await site.EventAsync("acme:succeeded:65f1b0aa9e")).ShouldNotBeNull();
    }

    [Fact]
    public async Task No_secret_is_logged()
    {
        var logs = new LogCollector();
        using var tenant = CloudTenant.Start()
            .On(CloudTenant.App, new TenantAnswer(401, $$"""{"errors":[{"title":"key {{CloudSite.ApiKey}} is unknown"}]}"""));
        await using var site = await CloudSite.StartAsync(logs, tenant);
        await site.CallAsync(CloudSite.Finished());
        await site.RunAsync();

        logs.Text.ShouldContain("goes on without its app: Qlik Cloud tenant acme: GET acme/api/v1/apps/");
        logs.Text.ShouldNotContain(CloudSite.ApiKey);
        logs.Text.ShouldNotContain("hunter2");
        site.App.Terminal.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task A_huge_script_log_gives_way()
    {
        using var tenant = CloudTenant.Start()
            .On(CloudTenant.ScriptLog, new TenantAnswer(200, string.Concat(Enumerable.Repeat(new string('é', 5000) + "\n", 500)), "text/plain"));
        await using var site = await CloudSite.StartAsync(tenant: tenant);
        await site.CallAsync(CloudSite.Finished());
        await site.RunAsync();

        site.Alerts.ShouldBe([Alert]);
        var stored = (await site.EventAsync("acme:failed:65f1b0aa9e"))!;
        stored.Encode().Length.ShouldBeLessThanOrEqualTo(Butler.Core.Events.CloudEvent.MaxEncodedBytes);
        stored.Data!.Value.GetProperty("scriptLog").GetProperty("lines").GetInt32().ShouldBe(500);
    }

    [Fact]
    public async Task The_whole_script_log_is_kept_without_secrets_and_linked()
    {
        using var blobs = new FakeBlobs();
        using var tenant = CloudTenant.Start();
        await using var site = await CloudSite.StartAsync(tenant: tenant, blobs: blobs);
        await site.CallAsync(CloudSite.Finished());
        await site.RunAsync();

        var (path, (content, _)) = blobs.Stored.ShouldHaveSingleItem();
        path.ShouldBe("/script-logs/acme/2031-03-14/65f1b0aa9e.log");
        using var unzipped = new StreamReader(new GZipStream(new MemoryStream(content), CompressionMode.Decompress));
        (await unzipped.ReadToEndAsync()).ShouldBe(
            "Execution started.\r\nCONNECT TO [x;Password=***;y];\r\nError: Connector error: no route\r\nExecution Failed\r\n");
        (await site.EventAsync("acme:failed:65f1b0aa9e"))!.Data!.Value.GetProperty("scriptLogUrl").GetString()
            .ShouldStartWith("https://butler.example.com/api/script-logs/acme/2031-03-14/65f1b0aa9e?expires=");
    }

    [Fact]
    public async Task A_storage_that_fails_costs_the_link_only()
    {
        var logs = new LogCollector();
        using var blobs = new FakeBlobs { Answer = _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.Forbidden)) };
        using var tenant = CloudTenant.Start()
            .On(CloudTenant.ScriptLog, new TenantAnswer(200, string.Concat(Enumerable.Repeat(Guid.NewGuid() + " line\n", 20_000)), "text/plain"));
        await using var site = await CloudSite.StartAsync(logs, tenant, blobs: blobs);
        await site.CallAsync(CloudSite.Finished());
        await site.RunAsync();

        site.Alerts.ShouldBe([Alert]);
        var data = (await site.EventAsync("acme:failed:65f1b0aa9e"))!.Data!.Value;
        data.GetProperty("scriptLog").GetProperty("lines").GetInt32().ShouldBe(20_000);
        data.TryGetProperty("scriptLogUrl", out _).ShouldBeFalse();
        logs.Text.ShouldContain("The script log acme/2031-03-14/65f1b0aa9e is not kept: ");
    }

    private static string Data(Butler.Core.Events.CloudEvent? @event) => JsonNode.Parse(@event!.Data!.Value.GetRawText())!.ToJsonString(Plain);
}
