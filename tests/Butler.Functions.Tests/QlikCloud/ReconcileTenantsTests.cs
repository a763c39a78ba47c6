using Butler.Core.Commands;
using Butler.Functions.QlikCloud.Reconciling;
using Butler.Tests;

namespace Butler.Functions.Tests.QlikCloud;

/// <summary>What the webhook did not tell is found, once.</summary>
public sealed class ReconcileTenantsTests
{
    private const string Reloads = "GET acme/api/v1/reloads";
    private const string Webhooks = "GET acme/api/v1/webhooks";
    private const string Keys = "GET acme/api/v1/api-keys";
    private const string None = """{"data":[]}""";
    private const string Alert = "Cloud reload failed: Margin Cockpit";

    [Fact]
    public async Task A_reload_of_which_no_webhook_told_is_told_once_and_the_late_call_is_a_duplicate()
    {
        using var tenant = Tenant().On(Reloads, List(Reload("FAILED")));
        await using var site = await StartAsync(tenant);
        for (var i = 0; i < 3; i++)
        {
            await ReconcileAsync(site);
        }

        site.Alerts.ShouldBe([Alert]);
        (await RowAsync(site)).Found.ShouldBe(1);
        await site.CallAsync(CloudSite.Finished());
        await site.RunAsync();
        site.Alerts.ShouldBe([Alert]);
    }

    [Theory]
    [InlineData("SUCCEEDED", "acme:succeeded:65f1b0aa9e")]
    [InlineData("CANCELED", "acme:canceled:65f1b0aa9e")]
    [InlineData("EXCEEDED_LIMIT", "acme:failed:65f1b0aa9e")]
    public async Task Each_outcome_is_brought_in(string status, string id)
    {
        using var tenant = Tenant().On(Reloads, List(Reload(status)));
        await using var site = await StartAsync(tenant);
        await ReconcileAsync(site);
        (await site.EventAsync(id)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("RELOADING", "2031-03-14T04:12:00Z", "still runs")]
    [InlineData("FAILED", "2031-03-14T03:30:00Z", "ended before this system was there")]
    [InlineData("FAILED", "2031-03-14T04:25:00Z", "has only just ended: the webhook may still come")]
    public async Task What_is_not_missed_is_left_alone(string status, string ended, string why)
    {
        using var tenant = Tenant().On(Reloads, List(Reload(status, ended)));
        await using var site = await StartAsync(tenant);
        await ReconcileAsync(site);
        site.App.Bus.Waiting(QueueNames.Events).ShouldBeEmpty(why);
        site.Alerts.ShouldBeEmpty(why);
    }

    [Fact]
    public async Task What_the_webhook_told_is_not_told_again()
    {
        using var tenant = Tenant().On(Reloads, List(Reload("FAILED")));
        await using var site = await StartAsync(tenant);
        await site.CallAsync(CloudSite.Finished());
        await site.RunAsync();
        await ReconcileAsync(site);
        site.Alerts.ShouldBe([Alert]);
        (await RowAsync(site)).Found.ShouldBe(0);
    }

    [Fact]
    public async Task After_an_outage_everything_since_the_last_comparison_is_found_page_by_page()
    {
        using var tenant = Tenant().On(Reloads, None);
        await using var site = await StartAsync(tenant);
        await ReconcileAsync(site);
        tenant.On(Reloads, new TenantAnswer(401));
        await ReconcileAsync(site, TimeSpan.FromHours(3));
        tenant.On(
            Reloads,
            List(Reload("FAILED", "2031-03-14T07:20:00Z", "r2")).Body.Replace(
                "]}", $$"""],"links":{"next":{"href":"{{tenant.Url}}acme/api/v1/reloads?next=x" } } }""", StringComparison.Ordinal),
            List(Reload("FAILED", "2031-03-14T04:40:00Z", "r1")));
        await ReconcileAsync(site);
        (await site.EventAsync("acme:failed:r1")).ShouldNotBeNull();
        (await site.EventAsync("acme:failed:r2")).ShouldNotBeNull();
        (await RowAsync(site)).Found.ShouldBe(2);
    }

    [Fact]
    public async Task The_history_of_a_tenant_is_not_read_when_the_newest_come_first()
    {
        using var tenant = Tenant().On(Reloads, Page(Old(150, newestFirst: true), next: true));
        await using var site = await StartAsync(tenant);
        await ReconcileAsync(site);
        tenant.Requests.Count(each => each.StartsWith(Reloads, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_list_in_another_order_is_read_to_its_end()
    {
        using var tenant = Tenant().On(
            Reloads, Page(Old(150, newestFirst: false), next: true), Page([Reload("FAILED")], next: false));
        await using var site = await StartAsync(tenant);
        await ReconcileAsync(site);
        site.Alerts.ShouldBe([Alert]);
    }

    [Fact]
    public async Task A_crash_anywhere_loses_and_repeats_nothing()
    {
        for (var step = 1; ; step++)
        {
            using var tenant = Tenant().On(Reloads, List(Reload("FAILED"))).On(Webhooks, Hook(enabled: false));
            await using var site = await StartAsync(tenant);
            site.App.Kill.Start(step);
            for (var i = 0; i < 3; i++)
            {
                try
                {
                    await ReconcileAsync(site);
                }
                catch (Exception e) when (e is ProcessKilledException || site.App.Kill.IsDead)
                {
                    site.App.Restart();
                }
            }

            site.Alerts.Distinct().ShouldBe([Alert], $"step {step}");
            Told(site, "Connection with Qlik Cloud fails").ShouldBe(1, $"step {step}");
            if (!site.App.Kill.HasKilled)
            {
                site.Alerts.ShouldBe([Alert]);
                step.ShouldBeGreaterThan(8);
                return;
            }
        }
    }

    [Fact]
    public async Task A_disabled_webhook_is_told_once_and_when_it_works_again()
    {
        using var tenant = Tenant().On(Webhooks, Hook(enabled: false));
        await using var site = await StartAsync(tenant);
        await ReconcileAsync(site);
        await ReconcileAsync(site);
        site.App.Terminal.ToString().ShouldContain(
            "Qlik Cloud has the webhook \"Butler\" disabled: Too many failed deliveries. Enable it in the administration, or run "
                + "`butler cloud setup --tenant acme`");
        Told(site, "Connection with Qlik Cloud fails").ShouldBe(1);

        tenant.On(Webhooks, Hook(enabled: true));
        await ReconcileAsync(site);
        await ReconcileAsync(site);
        Told(site, "Connection with Qlik Cloud works again").ShouldBe(1);
        (await RowAsync(site)).Webhook.ShouldBe("enabled");

        tenant.On(Webhooks, Hook(enabled: false));
        await ReconcileAsync(site);
        Told(site, "Connection with Qlik Cloud fails").ShouldBe(2);
    }

    [Theory]
    [InlineData(401, 1)]
    [InlineData(403, 1)]
    [InlineData(429, 0)]
    public async Task A_tenant_that_refuses_is_told_at_once_and_one_that_is_busy_later(int status, int told)
    {
        using var tenant = Tenant().On(Reloads, new TenantAnswer(status) { RetryAfter = "60" });
        await using var site = await StartAsync(tenant);
        await ReconcileAsync(site);
        Told(site, "Connection with Qlik Cloud fails").ShouldBe(told);
        for (var i = 0; i < 5; i++)
        {
            await ReconcileAsync(site);
        }

        Told(site, "Connection with Qlik Cloud fails").ShouldBe(1);
        tenant.On(Reloads, None);
        await ReconcileAsync(site);
        Told(site, "Connection with Qlik Cloud works again").ShouldBe(1);
    }

    [Fact]
    public async Task An_API_key_that_expires_is_told_once_for_each_threshold()
    {
        using var tenant = Tenant().On(Keys, """
            {"data":[{"id":"k1","description":"Nightly exports","sub":"u-1","status":"active","expiry":"2031-04-15T00:00:00Z"},
                     {"id":"k2","description":"Old","status":"expired","expiry":"2031-03-10T00:00:00Z"},
                     {"id":"k3","description":"Gone","status":"revoked","expiry":"2031-03-20T00:00:00Z"}]}
            """);
        await using var site = await StartAsync(tenant);
        for (var day = 0; day < 33; day++)
        {
            await ReconcileAsync(site, TimeSpan.FromDays(1));
        }

        Told(site, "API key of Qlik Cloud expires soon").ShouldBe(4);
        site.App.Terminal.ToString().ShouldContain("Nightly exports");
        site.App.Terminal.ToString().ShouldNotContain("Gone");
    }

    [Fact]
    public async Task A_key_without_rights_is_no_reason_to_fail()
    {
        using var tenant = Tenant().On(Keys, new TenantAnswer(403)).On(Webhooks, new TenantAnswer(403));
        await using var site = await StartAsync(tenant);
        await ReconcileAsync(site);
        Told(site, "Connection with Qlik Cloud fails").ShouldBe(0);
        (await RowAsync(site)).Webhook.ShouldBe("not known: the API key or OAuth client may not read webhooks");
    }

    [Fact]
    public async Task A_tenant_is_asked_as_often_as_configured_and_not_at_all_if_turned_off()
    {
        using var tenant = Tenant();
        await using var site = await StartAsync(tenant);
        await ReconcileAsync(site, TimeSpan.Zero);
        await ReconcileAsync(site, TimeSpan.FromMinutes(5));
        tenant.Requests.Count(each => each.StartsWith(Reloads, StringComparison.Ordinal)).ShouldBe(1);
        await ReconcileAsync(site, TimeSpan.FromMinutes(10));
        tenant.Requests.Count(each => each.StartsWith(Reloads, StringComparison.Ordinal)).ShouldBe(2);
        site.App.Configuration.Text = site.App.Configuration.Text.Replace(
            "qlikCloud:", "qlikCloud:\n  reconcile: { enabled: false }", StringComparison.Ordinal);
        await ReconcileAsync(site, TimeSpan.FromHours(1));
        tenant.Requests.Count(each => each.StartsWith(Reloads, StringComparison.Ordinal)).ShouldBe(2);
    }

    private static FakeTenant Tenant() => CloudTenant.Start().On(Reloads, None).On(Webhooks, None).On(Keys, None);

    private static async Task<CloudSite> StartAsync(FakeTenant tenant)
    {
        var site = await CloudSite.StartAsync(tenant: tenant, where: "tenants: [acme]");
        var configuration = site.App.Configuration;
        configuration.Text = configuration.Text.Replace("on: 'cloud.*'", "on: ['cloud.*', 'butler.cloud.*']", StringComparison.Ordinal);
        return site;
    }

    /// <summary>The timer runs, and what it raised is processed.</summary>
    private static async Task ReconcileAsync(CloudSite site, TimeSpan? later = null)
    {
        site.App.Time.Advance(later ?? TimeSpan.FromMinutes(15));
        await site.MoveClockAsync(site.App.Services.Get<ReconcileTenants>().RunAsync(CancellationToken.None));
        await site.RunAsync();
    }

    private static Task<TenantRow> RowAsync(CloudSite site) =>
        site.App.Services.Get<TenantRows>().FindAsync("acme", CancellationToken.None);

    private static int Told(CloudSite site, string title) =>
        site.App.Terminal.ToString().Split('\n').Count(line => line.StartsWith($"ALERT {title}", StringComparison.Ordinal));

    private static string Reload(string status, string ended = "2031-03-14T04:20:00Z", string id = "65f1b0aa9e") => $$"""
        {"id":"{{id}}","appId":"6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1","tenantId":"tn-55ab","userId":"u-901","type":"chronos","status":"{{status}}",
         "creationTime":"{{ended}}","startTime":"{{ended}}","endTime":"{{ended}}","partial":false,"errorMessage":"Cannot connect"}
        """;

    private static TenantAnswer List(string reload) => $$"""{"data":[{{reload}}]}""";

    /// <summary>Reloads of the past, a minute apart.</summary>
    private static IEnumerable<string> Old(int count, bool newestFirst) => Enumerable.Range(0, count)
        .Select(i => newestFirst ? count - i : i)
        .Select(i => Reload("FAILED", $"2031-03-01T0{i / 60}:{i % 60:00}:00Z", $"old{i}"));

    private static TenantAnswer Page(IEnumerable<string> reloads, bool next) =>
        $$"""{"data":[{{string.Join(",", reloads)}}]{{(next ? ",\"links\":{\"next\":{\"href\":\"reloads?next=x\"}}" : "")}}}""";

    private static TenantAnswer Hook(bool enabled) => $$"""
        {"data":[{"id":"w0","name":"Other","url":"https://example.com/x","enabled":false},
          {"id":"w1","name":"Butler","url":"https://app.azurewebsites.net/api/webhooks/qlik-cloud/acme","enabled":{{(enabled ? "true" : "false")}},
           "disabledReason":"Too many failed deliveries."}]}
        """;
}
