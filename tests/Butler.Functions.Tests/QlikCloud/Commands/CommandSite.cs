using Butler.Core.QlikCloud;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.QlikCloud.Commands;

/// <summary>The HTTP API with the tenants acme (an API key), other (no credentials) and machine (an OAuth client).</summary>
internal static class CommandSite
{
    public const string Key = "key-of-the-tenant-0123";
    public const string Token = "token-of-the-automation-0123";
    public const string App = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1";
    public const string Refresh = "8f5c2f1e-3b0d-4a51-9a7e-2d6c1b0f4e77";
    public const string Notify = "1d2c3b4a-3b0d-4a51-9a7e-2d6c1b0f4e77";

    public const string Tenants = $$"""
        qlikCloud:
          tenants:
            - name: acme
              url: https://acme.eu.qlikcloud.com
              secrets: [0123456789abcdef]
              apiKey: {{Key}}
              automations:
                Refresh prices: { id: {{Refresh}}, token: {{Token}} }
                Notify: { id: {{Notify}} }
            - name: other
              url: https://other.eu.qlikcloud.com
              secrets: [0123456789abcdef]
              automations: { Refresh prices: { id: {{Refresh}}, token: {{Token}} } }
        """;

    public static Task<ApiSite> StartAsync(FakeTenant tenant, string api = "{}") => ApiSite.StartAsync(
        new App($$"""
            channels: { a: { type: console } }
            routes: []
            api: {{api}}
            {{Tenants}}
            """),
        variables: (CloudClients.LocalVariable, tenant.Url.AbsoluteUri));

    /// <summary>Moves the clock until a request is answered.</summary>
    public static async Task<string> PassAsync(ApiSite site, Task<string> asking)
    {
        await Eventually.TrueAsync(
            () =>
            {
                site.App.Time.Advance(TimeSpan.FromMilliseconds(100));
                return asking.IsCompleted;
            },
            "the request is answered");
        return await asking;
    }
}
