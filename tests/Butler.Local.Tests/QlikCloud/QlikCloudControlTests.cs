using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.Tests.QlikCloud;

/// <summary>The control addresses, with which scripts and tests bring a tenant into a state.</summary>
public sealed class QlikCloudControlTests
{
    [Fact(Timeout = 20_000)]
    public async Task Content_is_seeded_and_shown_and_removed()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        foreach (var (path, body) in new[]
        {
            ("users/u1", """{"name":"Ada","email":"ada@example.com"}"""),
            ("spaces/s1", """{"name":"Lab","type":"managed","ownerId":"u1"}"""),
            ("apps/a1", """{"name":"Trial","ownerId":"u1","spaceId":"s1","tags":["t"],"fileSize":5,"published":"2031-01-02T03:04:05Z"}"""),
        })
        {
            (await bench.ControlAsync("PUT", $"tenants/acme/{path}", body)).ShouldBe("204");
        }

        var app = (await bench.JsonAsync("GET", "api/v1/apps/a1"))["attributes"]!;
        new[] { "name", "ownerId", "spaceId", "publishTime", "lastReloadTime" }.Select(name => (string?)app[name])
            .ShouldBe(["Trial", "u1", "s1", "2031-01-02T03:04:05.000Z", ""]);
        ((string?)(await bench.JsonAsync("GET", "api/v1/users/u1"))["email"]).ShouldBe("ada@example.com");
        ((string?)(await bench.JsonAsync("GET", "api/v1/spaces/s1"))["ownerId"]).ShouldBe("u1");

        (await bench.ControlAsync("PUT", "tenants/acme/apps/a1", """{"name":"Renamed"}""")).ShouldBe("204");
        bench.Acme.Apps.Find("a1")!.ShouldSatisfyAllConditions(
            known => known.Name.ShouldBe("Renamed"), known => known.Tags.ShouldBe(["t"]), known => known.FileSize.ShouldBe(5));
        JsonNode.Parse((await bench.ControlAsync("GET", "tenants/acme"))[4..])!["apps"]!.AsArray()[^1]!.ToJsonString()
            .ShouldBe("""{"id":"a1","name":"Renamed"}""");
        (await bench.ControlAsync("DELETE", "tenants/acme/apps/a1")).ShouldBe("204");
        (await bench.GetAsync("apps/a1")).ShouldStartWith("404 ");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_reload_of_an_unknown_app_makes_the_app_known()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var id = await bench.EndAsync("""{"appId":"a9","status":"CANCELED","type":"hub"}""");
        ((string?)(await bench.JsonAsync("GET", "api/v1/apps/a9"))["attributes"]!["name"]).ShouldBe("App a9");
        bench.Acme.Reloads.Find(id)!.ShouldSatisfyAllConditions(
            reload => reload.Type.ShouldBe("hub"),
            reload => reload.ErrorMessage.ShouldBeNull(),
            reload => reload.Log!.ShouldContain("App a9"));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_started_reload_can_be_ended_at_once_and_only_once()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var started = await bench.JsonAsync("POST", "api/v1/reloads", $$"""{"appId":"{{QlikCloudBench.App}}"}""", 201);
        var order = $$"""{"reloadId":"{{started["id"]}}","status":"FAILED","errorMessage":"by order"}""";
        (await bench.EndAsync(order)).ShouldBe((string)started["id"]!);
        bench.Acme.Reloads.Find((string)started["id"]!)!.ErrorMessage.ShouldBe("by order");
        (await bench.ControlAsync("POST", "tenants/acme/reloads", order)).ShouldStartWith("404 ");

        bench.Time.Advance(TimeSpan.FromMinutes(1));
        bench.Acme.Reloads.Find((string)started["id"]!)!.Status.ShouldBe(ReloadStatus.Failed);
    }

    [Fact(Timeout = 20_000)]
    public async Task The_behaviour_is_shown_and_changed()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        (await bench.ControlAsync("PATCH", "behaviour", """{"runTime":"00:00:05","revokedKeys":["k"],"eventForm":"hybrid"}"""))
            .ShouldBe("204");
        (await bench.ControlAsync("GET", "behaviour")).ShouldBe(
            """
            200 {"tokenLifetime":"06:00:00","queuedTime":"00:00:01","runTime":"00:00:05","eventForm":"hybrid",
            "allowLoopbackWebhooks":false,"refusedSecrets":[],"revokedKeys":["k"]}
            """.ReplaceLineEndings(""));
    }

    [Theory(Timeout = 20_000)]
    [InlineData("GET", "nothing", null, 404)]
    [InlineData("GET", "tenants/Acme", null, 404)]
    [InlineData("DELETE", "tenants/acme/apps/unknown", null, 404)]
    [InlineData("POST", "tenants/acme/webhooks/unknown/disable", """{"reason":"r"}""", 404)]
    [InlineData("POST", "tenants/acme/reloads", """{"status":"DONE"}""", 400)]
    [InlineData("POST", "tenants/acme/reloads", """{"stauts":"FAILED"}""", 400)]
    [InlineData("POST", "tenants/acme/reloads", "", 400)]
    [InlineData("PUT", "tenants/acme/apps/a1", """{"endsIn":"RELOADING"}""", 400)]
    [InlineData("PUT", "tenants/acme/users/u1", "{}", 400)]
    [InlineData("POST", "faults", "{}", 400)]
    public async Task A_fault_of_the_callers_is_refused(string method, string path, string? body, int status)
    {
        await using var bench = await QlikCloudBench.StartAsync();
        (await bench.ControlAsync(method, path, body)).ShouldStartWith($$"""{{status}} {"errors":[{"code":"HTTP-{{status}}",""");
    }
}
