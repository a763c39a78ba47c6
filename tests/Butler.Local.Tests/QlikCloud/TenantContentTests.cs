using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.Tests.QlikCloud;

/// <summary>What a tenant knows of apps, users, spaces and automations.</summary>
public sealed class TenantContentTests
{
    private static string Ulla => TenantIds.Short("acme/user/Ulla Berg");

    private static string Finance => TenantIds.Short("acme/space/Finance");

    [Fact(Timeout = 20_000)]
    public async Task An_app_has_its_attributes()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        (await bench.GetAsync($"apps/{QlikCloudBench.App}")).ShouldBe(
            $$$"""
            200 {"attributes":{"id":"{{{QlikCloudBench.App}}}","name":"Margin Cockpit",
            "description":"Contribution margins by product and market","thumbnail":"","lastReloadTime":"2031-03-13T02:12:07.000Z",
            "createdDate":"2030-01-07T09:00:00.000Z","modifiedDate":"2031-03-13T02:12:07.000Z","ownerId":"{{{Ulla}}}",
            "spaceId":"{{{Finance}}}","published":true,"publishTime":"2030-12-14T04:12:07.000Z","hasSectionAccess":true,"encrypted":true,
            "originAppId":"","usage":"ANALYTICS","custom":{},"_resourcetype":"app"},"privileges":["read","reload"]}
            """.ReplaceLineEndings(""));
    }

    [Fact(Timeout = 20_000)]
    public async Task An_app_has_metadata_of_its_data_model()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        (await bench.GetAsync($"apps/{QlikCloudBench.App}/data/metadata")).ShouldBe(
            """
            200 {"reload_meta":{"cpu_time_spent_ms":1841,"hardware":{"logical_cores":4,"total_memory":17179869184},
            "peak_memory_bytes":100663296},"static_byte_size":184549376,
            "fields":[{"name":"ProductId","src_tables":["Margins"],"cardinal":812}],
            "tables":[{"name":"Margins","no_of_rows":240118,"no_of_fields":6}],"has_section_access":true,"is_direct_query_mode":false,
            "usage":"ANALYTICS"}
            """.ReplaceLineEndings(""));
    }

    [Fact(Timeout = 20_000)]
    public async Task An_app_is_an_item_with_tags_space_and_size()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var query = $"resourceType=app&resourceId={QlikCloudBench.App}";
        (await bench.GetAsync($"items?{query}")).ShouldBe(
            $$$$"""
            200 {"data":[{"id":"{{{{TenantIds.Short($"item/{QlikCloudBench.App}")}}}}","name":"Margin Cockpit",
            "description":"Contribution margins by product and market","resourceType":"app","resourceId":"{{{{QlikCloudBench.App}}}}",
            "spaceId":"{{{{Finance}}}}","ownerId":"{{{{Ulla}}}}","tenantId":"{{{{bench.Acme.Id}}}}",
            "resourceSize":{"appFile":184549376,"appMemory":553648128},
            "meta":{"isFavorited":false,"tags":[{"id":"{{{{TenantIds.Short("tag/Finance")}}}}","name":"Finance"},
            {"id":"{{{{TenantIds.Short("tag/critical")}}}}","name":"critical"}]}}],
            "links":{"self":{"href":"http://cloud/acme/api/v1/items?{{{{query}}}}&limit=10"}}}
            """.ReplaceLineEndings(""));
        (await bench.GetAsync("items?resourceType=app&resourceId=unknown")).ShouldBe(
            """200 {"data":[],"links":{"self":{"href":"http://cloud/acme/api/v1/items?resourceType=app&resourceId=unknown&limit=10"}}}""");
    }

    [Fact(Timeout = 20_000)]
    public async Task An_API_key_is_that_of_a_user_with_an_address()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var expected =
            $$"""
            200 {"id":"{{Ulla}}","tenantId":"{{bench.Acme.Id}}","status":"active","subject":"fabrikam\\ulla.berg","name":"Ulla Berg",
            "email":"ulla.berg@fabrikam.example.com","picture":"https://pictures.fabrikam.example.com/{{Ulla}}.png"}
            """.ReplaceLineEndings("");
        (await bench.GetAsync("users/me")).ShouldBe(expected);
        (await bench.GetAsync($"users/{Ulla}")).ShouldBe(expected);
    }

    [Fact(Timeout = 20_000)]
    public async Task Spaces_come_in_pages()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var first = await bench.JsonAsync("GET", "api/v1/spaces?limit=2");
        first["data"]![0]!.ToJsonString().ShouldBe(
            $$"""
            {"id":"{{Finance}}","type":"managed","ownerId":"{{Ulla}}","tenantId":"{{bench.Acme.Id}}","name":"Finance","description":""}
            """);
        var next = (string)first["links"]!["next"]!["href"]!;
        next.ShouldStartWith("http://cloud/acme/api/v1/spaces?limit=2&next=");

        var second = await bench.JsonAsync("GET", next["http://cloud/acme/".Length..]);
        second["data"]!.AsArray().Select(space => (string)space!["name"]!).ShouldBe(["Extracts"]);
        second["links"]!["next"].ShouldBeNull();
        (await bench.GetAsync($"spaces/{Finance}")).ShouldBe($"200 {first["data"]![0]!.ToJsonString()}");
        (await bench.GetAsync("api-keys?limit=100")).ShouldBe(
            """200 {"data":[],"links":{"self":{"href":"http://cloud/acme/api/v1/api-keys?limit=100"}}}""");
        (await bench.GetAsync("spaces?next=nonsense")).ShouldBe(
            """400 {"errors":[{"code":"HTTP-400","title":"Bad Request","status":400,"detail":"next is not the cursor of a page."}]}""");
    }

    [Fact(Timeout = 20_000)]
    public async Task Tenants_have_data_of_their_own()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        (await bench.ControlAsync("PUT", "tenants/acme/apps/a1", """{"name":"Only here"}""")).ShouldBe("204");
        using var acme = await bench.SendAsync("GET", "acme/api/v1/apps/a1");
        using var other = await bench.SendAsync("GET", "other/api/v1/apps/a1");
        ((int)acme.StatusCode, (int)other.StatusCode).ShouldBe((200, 404));
        (await bench.ControlAsync("GET", "tenants")).ShouldBe("""200 ["acme","other"]""");
    }

    [Fact(Timeout = 20_000)]
    public async Task An_automation_is_run_by_a_user_and_by_its_execution_token()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        (await bench.ControlAsync("PUT", "tenants/acme/automations/x1", """{"name":"Notify","executionToken":"t1"}""")).ShouldBe("204");
        var run = await bench.JsonAsync("POST", "api/v1/automations/x1/runs", """{"context":"api","inputs":{"a":1}}""", 201);
        bench.Bearer = null;
        using var triggered = await bench.SendAsync(
            "POST", "acme/api/v1/automations/x1/actions/execute", """{"b":2}""", ("X-Execution-Token", "t1"));
        using var wrong = await bench.SendAsync(
            "POST", "acme/api/v1/automations/x1/actions/execute", "{}", ("X-Execution-Token", "t2"));

        ((int)triggered.StatusCode, (int)wrong.StatusCode).ShouldBe((200, 401));
        run.ToJsonString().ShouldBe(
            $$"""
            {"id":"{{run["id"]}}","status":"finished","context":"api","startTime":"2031-03-14T04:12:07.000Z",
            "stopTime":"2031-03-14T04:12:07.000Z"}
            """.ReplaceLineEndings(""));
        bench.Acme.Automations.Find("x1")!.Runs.Select(one => (one.Context, one.Inputs))
            .ShouldBe([("api", """{"a":1}"""), ("webhook", """{"b":2}""")]);
        bench.Bearer = "key";
        (await bench.GetAsync("automations/x1")).ShouldBe(
            $$"""
            200 {"id":"x1","name":"Notify","ownerId":"{{Ulla}}","spaceId":null,"state":"available","runMode":"triggered",
            "executionToken":"t1","lastRunAt":"2031-03-14T04:12:07.000Z","lastRunStatus":"finished"}
            """.ReplaceLineEndings(""));
    }
}
