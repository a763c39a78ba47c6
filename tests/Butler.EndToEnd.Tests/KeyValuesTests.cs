using System.Net;
using System.Text;
using System.Text.Json;
using Butler.EndToEnd.Tests.Support;

namespace Butler.EndToEnd.Tests;

/// <summary>The key-value store through the Functions host and the worker, in Azurite.</summary>
public sealed class KeyValuesTests
{
    private const string Configuration = """
        channels: { a: { type: console } }
        routes: []
        api: { callers: { scripts: { key: s3cr3t-of-scripts, functions: [KeyValues], namespaces: [Margin] } } }
        """;

    [Fact(Timeout = 120_000)]
    public async Task Load_scripts_keep_their_values_there()
    {
        await using var up = await ButlerUp.StartAsync(Configuration);
        using var client = new HttpClient { BaseAddress = new Uri(up.Http, "/api/v4/") };
        async Task<string> AskAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(method, path)
            {
                Content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
            };
            foreach (var (name, value) in headers)
            {
                request.Headers.Add(name, value);
            }

            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
        }

        // Any text is a name, through every hop.
        foreach (var name in new[] { "a/b c", "Försäljning #1 100% ? & +", @"back\slash" })
        {
            var escaped = Uri.EscapeDataString(name);
            (await AskAsync(HttpMethod.Post, $"keyvalues/{escaped}", Set(name, "1"))).ShouldStartWith("201 ");
            Value(await AskAsync(HttpMethod.Get, $"keyvalues/{escaped}?key={escaped}")).ShouldBe((name, name, "1"));
            (await AskAsync(HttpMethod.Post, $"keyvalues/{escaped}/{escaped}", "{}", ("X-HTTP-Method-Override", "DELETE")))
                .ShouldBe("204 ");
            (await AskAsync(HttpMethod.Delete, $"keyvalues/{escaped}")).ShouldBe("204 ");
        }

        (await AskAsync(HttpMethod.Get, "keyvaluesnamespaces")).ShouldBe("200 []");

        // A large value, each letter of it escaped in the body; and one too large.
        var large = new string('å', 256 * 1024);
        (await AskAsync(HttpMethod.Post, "keyvalues/Margin", Set("large", large))).ShouldStartWith("201 ");
        Value(await AskAsync(HttpMethod.Get, "keyvalues/Margin?key=large")).Value.ShouldBe(large);
        (await AskAsync(HttpMethod.Post, "keyvalues/Margin", new string(' ', 5_000_000))).ShouldStartWith("413 ");

        // Many writers of one key, and of one namespace.
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => (i % 3) switch
        {
            0 => AskAsync(HttpMethod.Post, "keyvalues/Margin/count/increment"),
            1 => AskAsync(HttpMethod.Post, "keyvalues/Margin", Set("same", $"{i}")),
            _ => AskAsync(HttpMethod.Post, "keyvalues/Margin", Set($"key {i}", "1")),
        }));
        Value(await AskAsync(HttpMethod.Get, "keyvalues/Margin?key=count")).Value.ShouldBe("100");
        Keys(await AskAsync(HttpMethod.Get, "keylist/Margin")).ShouldBe(
            ["large", "count", "same", .. Enumerable.Range(0, 300).Where(i => i % 3 == 2).Select(i => $"key {i}")], ignoreOrder: true);

        // A restart forgets nothing.
        up.Kill("functions");
        await Eventually.TrueAsync(
            () => client.GetAsync("keyvalues/Margin?key=count").Result.StatusCode == HttpStatusCode.OK, "the app is back");
        Value(await AskAsync(HttpMethod.Get, "keyvalues/Margin?key=count")).Value.ShouldBe("100");

        // A caller with an entry.
        (await AskAsync(HttpMethod.Get, "keyvalues/Margin?key=count&code=s3cr3t-of-scripts")).ShouldStartWith("200 ");
        (await AskAsync(HttpMethod.Get, "keyvalues/Payroll?key=a", null, ("x-functions-key", "s3cr3t-of-scripts"))).ShouldStartWith("403 ");
        (await AskAsync(HttpMethod.Get, "deliveries", null, ("x-functions-key", "s3cr3t-of-scripts"))).ShouldStartWith("403 ");
        (await AskAsync(HttpMethod.Delete, "keyvalues/Margin", null, ("x-functions-key", "s3cr3t-of-scripts"))).ShouldBe("204 ");
        up.Lines.ShouldNotContain(line => line.Contains("s3cr3t-of-scripts", StringComparison.Ordinal));
    }

    private static string Set(string key, string value) =>
        JsonSerializer.Serialize(new Dictionary<string, string> { ["key"] = key, ["value"] = value });

    private static (string Namespace, string Key, string Value) Value(string answer)
    {
        answer.ShouldStartWith("200 ");
        using var json = JsonDocument.Parse(answer[4..]);
        string Text(string name) => json.RootElement.GetProperty(name).GetString()!;
        return (Text("namespace"), Text("key"), Text("value"));
    }

    private static List<string> Keys(string answer)
    {
        using var json = JsonDocument.Parse(answer[4..]);
        return [.. json.RootElement.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("key").GetString()!)];
    }
}
