using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.LoadScripts;

/// <summary>The subs of the key-value store, run against the API.</summary>
public sealed class SubsOnTheApiTests
{
    private const string Api = "http://butler/api/v4/";

    [Theory]
    [InlineData("Margin", "lastRun", "007")]
    [InlineData("a/b c", "Försäljning #1 100% ? & +", "line 1\r\nline 2\twith \"quotes\", \\ and $(vKey); 'x' // y")]
    [InlineData(Subs.Hostile, Subs.Hostile, Subs.Hostile)]
    public async Task Values_are_set_read_counted_and_deleted(string @namespace, string key, string value)
    {
        await using var site = await ApiSite.StartAsync();
        var engine = new QlikEngine(request => SendAsync(site, request));
        (engine.Variables["vButlerUrl"], engine.Variables["vNs"], engine.Variables["vKey"], engine.Variables["vText"]) =
            ("http://butler/api", @namespace, key, value);

        await engine.RunAsync(Subs.Script(
            "Call AddKeyValue(vNs, vKey, vText, 0)",
            "Call GetKeyValue(vNs, vKey, 'vRead')",
            "Call ExistsKeyValue(vNs, vKey, 'vExists')",
            "Call ExistsKeyValue(vNs, 'nothing', 'vMissing')",
            "Call IncrementKeyValue(vNs, 'count', 2, 'vCount')",
            "Call IncrementKeyValue(vNs, 'count', 3, 'vCount')",
            "Call GetAllKeysInNamespace('Keys', vNs)",
            "Call GetKeyValueNamespaces('Namespaces')",
            "Call DeleteKeyValue(vNs, vKey)",
            "Call GetAllKeysInNamespace('Left', vNs)",
            "Call DeleteKeyValueNamespace(vNs)",
            "Call GetKeyValueNamespaces('None')"));

        Values(engine, "vRead", "vExists", "vMissing", "vCount").ShouldBe([value, "true", "false", "5"]);
        Column(engine, "Keys", "Key").ShouldBe([key, "count"], ignoreOrder: true);
        Column(engine, "Namespaces", "Namespace name").ShouldBe([@namespace]);
        Column(engine, "Left", "Key").ShouldBe(["count"]);
        Column(engine, "None", "Namespace name").ShouldBeEmpty();
        engine.Tables.Select(table => table.Name).ShouldBe(["Keys", "Namespaces", "Left", "None"]);
    }

    [Fact]
    public async Task A_missing_key_is_an_error_of_the_script()
    {
        await using var site = await ApiSite.StartAsync();
        var engine = new QlikEngine(request => SendAsync(site, request));
        engine.Variables["vButlerUrl"] = "http://butler/api";
        engine.Variables["ErrorMode"] = "0";

        await engine.RunAsync(Subs.Script("Call GetKeyValue('Margin', 'lastRun', 'vRead')", "Let vOk = vButlerOk;"));

        Values(engine, "vRead", "vOk").ShouldBe([null, "0"]);
    }

    private static IEnumerable<string?> Values(QlikEngine engine, params string[] names) => names.Select(name => engine.Variables[name]);

    private static IEnumerable<string?> Column(QlikEngine engine, string table, string field) =>
        engine.Tables.Single(one => one.Name == table).Rows.Select(row => row[field]);

    /// <summary>As the connector sends it: by GET or POST, and an answer that is no success is an error.</summary>
    private static async Task<string?> SendAsync(ApiSite site, QlikRequest request)
    {
        request.Url.ShouldStartWith(Api);
        using var response = await site.SendAsync(
            $"{(request.Connection == "Butler_GET" ? "GET" : "POST")} {request.Url[Api.Length..]}", request.Body, [.. request.Headers]);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : null;
    }
}
