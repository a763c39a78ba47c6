using System.Text.Json;

namespace Butler.EndToEnd.Tests.LoadScripts;

/// <summary>Apps as load scripts ask Butler for them (rows of its table of app endpoints), on both listeners.</summary>
[Collection(BothApisCollection.Name)]
public sealed class AppConformanceTests(BothApis apis)
{
    private const string MarginCockpit = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1";
    private const string Nothing = "00000000-0000-4000-8000-000000000000";

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task Lists_of_apps_have_ids_and_names_under_both_paths(string where)
    {
        var list = await apis.AskAsync(where, "GET apps/list");
        var apps = JsonElement.Parse(list[4..]).EnumerateArray().ToList();
        apps.Single(app => app.GetProperty("id").GetString() == MarginCockpit).GetProperty("name").GetString().ShouldBe("Margin Cockpit");
        (await apis.AskAsync(where, "GET senselistapps")).ShouldBe(list);
    }

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task A_dump_has_Butlers_members_under_both_paths(string where)
    {
        var dump = await apis.AskAsync(where, $"GET app/{MarginCockpit}/dump");
        dump.ShouldStartWith("200 ");
        var body = JsonElement.Parse(dump[4..]);
        body.GetProperty("appId").GetString().ShouldBe(MarginCockpit);
        foreach (var member in new[]
        {
            "properties", "loadScript", "sheets", "stories", "masterobjects", "appprops", "dimensions", "measures", "bookmarks",
            "embeddedmedia", "snapshots", "fields", "dataconnections", "variables",
        })
        {
            body.TryGetProperty(member, out _).ShouldBeTrue(member);
        }

        (await apis.AskAsync(where, $"GET senseappdump/{MarginCockpit}")).ShouldBe(dump);
        (await apis.AskAsync(where, $"GET app/{Nothing}/dump")).ShouldStartWith("404 ");
        (await apis.AskAsync(where, "GET app/x/dump")).ShouldStartWith("400 ");
    }

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task A_reload_is_told_and_starts_tasks_after_it(string where)
    {
        var answer = await apis.AskAsync(
            where, $"PUT app/{MarginCockpit}/reload", """{"reloadMode":"0","partialReload":"false","startQSEoWTaskOnSuccess":["zzz"]}""",
            ("Prefer", "wait=60"));
        answer.ShouldStartWith("201 ");
        var body = JsonElement.Parse(answer[4..]);
        (body.GetProperty("appId").GetString(), body.GetProperty("reloaded").GetBoolean(), body.GetProperty("saved").GetBoolean())
            .ShouldBe((MarginCockpit, true, true));
        body.GetProperty("notStarted").GetRawText().ShouldBe("""[{"taskId":"zzz","reason":"there is no such task"}]""");
        (await apis.AskAsync(where, $"PUT app/{Nothing}/reload")).ShouldStartWith("404 ");
    }
}
