using System.Text;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.QlikCloud;
using Butler.Core.Webhooks;
using Butler.Functions.Tests.ScriptLogs;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.QlikCloud;

/// <summary>An app with a tenant, and Qlik Cloud's side of its webhook.</summary>
internal sealed class CloudSite : IAsyncDisposable
{
    public const string Secret = "0123456789abcdef0123456789abcdef";
    public const string ApiKey = "key-of-the-tenant-0123";
    public const string NextSecret = "fedcba9876543210fedcba9876543210";

    /// <summary>The alert of <see cref="Finished"/>, which does not name the app.</summary>
    public const string Failed = "Cloud reload failed: 6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1";

    /// <summary>The alert of <see cref="Attempt"/>.</summary>
    public const string AttemptFailed = "Cloud reload failed: Margin Cockpit";

    private readonly ApiSite site;

    private CloudSite(App app, ApiSite site) => (App, this.site) = (app, site);

    public App App { get; }

    /// <param name="logs">Collects the log.</param>
    /// <param name="tenant">What stands for the tenants; null: they are not asked.</param>
    /// <param name="where">Conditions of the route.</param>
    /// <param name="more">More keys of the tenant acme.</param>
    /// <param name="blobs">The storage of whole script logs; null: they are not kept.</param>
    public static async Task<CloudSite> StartAsync(
        LogCollector? logs = null, FakeTenant? tenant = null, string where = "tenants: [acme]", string more = "",
        FakeBlobs? blobs = null)
    {
        var access = tenant is null ? "" : $", apiKey: {ApiKey}";
        var app = new App($$"""
            channels: { a: { type: console } }
            routes: [{ name: cloud, on: 'cloud.*', where: { {{where}} }, send: [a] }]
            defaultChannel: none
            qlikCloud:
              tenants:
                - { name: acme, url: 'https://acme.eu.qlikcloud.com/', secrets: [{{Secret}}, {{NextSecret}}], comment: Acme{{access}}{{more}} }
                - { name: other, url: 'https://other.eu.qlikcloud.com', secrets: ['{{new string('x', 40)}}'] }
            {{(blobs is null ? "" : "scriptLogs: { keep: 30d }")}}
            """, logs)
        {
            Address = "https://butler.example.com",
            Blobs = () => blobs?.Client() ?? throw new InvalidOperationException("Nothing is kept."),
        };
        if (tenant is not null)
        {
            app.Variables[CloudClients.LocalVariable] = tenant.Url.AbsoluteUri;
        }

        return new CloudSite(app, await ApiSite.StartAsync(app));
    }

    /// <summary>Calls the webhook as Qlik Cloud does.</summary>
    /// <param name="body">The body.</param>
    /// <param name="signature">The signature; null: the good one, empty: none.</param>
    /// <param name="tenant">The end of the address.</param>
    /// <returns>Status and, of a problem, what it says.</returns>
    public async Task<string> CallAsync(string body, string? signature = null, string tenant = "acme")
    {
        signature ??= QlikSignature.Sign(Encoding.UTF8.GetBytes(body), Secret);
        (string, string)[] headers = signature.Length == 0 ? [] : [(QlikSignature.Header, signature)];
        using var response = await site.SendAsync($"POST ../webhooks/qlik-cloud/{tenant}", body, headers);
        var text = await response.Content.ReadAsStringAsync();
        return text.Length == 0
            ? $"{(int)response.StatusCode}"
            : $"{(int)response.StatusCode} {JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString()}";
    }

    /// <summary>The end of a reload in the newest form, with parts replaced.</summary>
    public static string Finished(string status = "FAILED", string reload = "65f1b0aa9e", string ended = "2031-03-14T04:12:00Z") => $$"""
        { "id": "e-{{reload}}-{{status}}", "time": "2031-03-14T04:12:01Z", "type": "com.qlik.v1.reload.finished", "specversion": "1.0.2",
          "source": "com.qlik/reloads", "eventtypeversion": "1.0.0", "tenantid": "tn-55ab", "userid": "u-901", "ownerid": "u-778",
          "spaceid": "s-12", "toplevelresourceid": "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1", "authtype": "jwt",
          "data": { "id": "{{reload}}", "appId": "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1", "status": "{{status}}", "type": "chronos",
            "errorCode": "EngineConnectorError", "errorMessage": "Cannot connect", "creationTime": "2031-03-14T04:11:00Z",
            "startTime": "2031-03-14T04:11:30Z", "lastReloadTime": "{{ended}}", "durationSeconds": 30, "partial": false } }
        """;

    /// <summary>The end of the engine's attempt in the oldest form.</summary>
    public static string Attempt(string status = "error", string reload = "65f1b0aa9e", string ended = "2031-03-14T04:11:59Z") => $$"""
        { "cloudEventsVersion": "0.1", "source": "com.qlik/engine", "contentType": "application/json", "eventId": "a-{{reload}}",
          "eventType": "com.qlik.v1.app.reload.finished", "eventTypeVersion": "1.0.0", "eventTime": "2031-03-14T04:11:59Z",
          "extensions": { "topLevelResourceId": "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1", "ownerId": "u-778", "userId": "u-901",
            "tenantId": "tn-55ab", "spaceId": "s-12" },
          "data": { "name": "Margin Cockpit", "status": "{{status}}", "reloadId": "{{reload}}", "duration": 29500, "endTime": "{{ended}}",
            "errors": ["Table not found", { "code": 7 }], "warnings": [], "rowLimit": -1, "isPartialReload": false } }
        """;

    /// <summary>The titles of the alerts that the terminal has shown.</summary>
    public IEnumerable<string> Alerts => App.Terminal.ToString().Split('\n')
        .Where(line => line.StartsWith("ALERT Cloud reload", StringComparison.Ordinal)
            || line.StartsWith("ALERT Qlik Cloud", StringComparison.Ordinal))
        .Select(line => line["ALERT ".Length..].TrimEnd());

    /// <summary>Runs what is visible, on a clock that moves if the run waits for it, as before a repeated call.</summary>
    public Task RunAsync() => MoveClockAsync(App.RunVisibleAsync());

    /// <summary>Moves the clock by a second whenever a run waits long.</summary>
    public async Task MoveClockAsync(Task run)
    {
        while (await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(3))) != run)
        {
            App.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await run;
    }

    /// <summary>An event as it was recorded; null when it was not.</summary>
    public Task<CloudEvent?> EventAsync(string id) => App.Services.Events.EventAsync(site: null, id, CancellationToken.None);

    public ValueTask DisposeAsync() => site.DisposeAsync();
}
