using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Butler.Benchmarks.Load;

/// <summary>A tenant of the simulated Qlik Cloud that knows what it is asked for: an app of its own for each reload.</summary>
internal sealed class AskedTenant(Uri simulator) : IDisposable
{
    public const string Name = "asked";

    private readonly HttpClient client = new() { BaseAddress = new Uri(simulator, $"control/tenants/{Name}/") };

    /// <summary>Ends a reload without telling it.</summary>
    /// <returns>The reload's id and the app's.</returns>
    public async Task<(string Reload, string App)> FailAsync(int number)
    {
        var app = string.Create(CultureInfo.InvariantCulture, $"6b1e9d54-c0b7-4f58-8d0a-{number:x12}");
        using var added = await client.PutAsJsonAsync($"apps/{app}", new JsonObject { ["name"] = $"App {number}" });
        added.EnsureSuccessStatusCode();
        using var ended = await client.PostAsJsonAsync(
            "reloads",
            new JsonObject
            {
                ["appId"] = app,
                ["status"] = "FAILED",
                ["errorMessage"] = "No connection",
                ["scriptLog"] = string.Concat(
                    Enumerable.Repeat("20310314T041200.000+0000 LOAD * FROM [lib://Data/Sales.qvd] (qvd);\n", 200)),
                ["deliver"] = false,
            });
        ended.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await ended.Content.ReadAsStringAsync());
        return (answer.RootElement.GetProperty("reload").GetProperty("reloadId").GetString()!, app);
    }

    public void Dispose() => client.Dispose();
}
