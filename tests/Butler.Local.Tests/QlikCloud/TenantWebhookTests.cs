using System.Text.Json.Nodes;

namespace Butler.Local.Tests.QlikCloud;

/// <summary>Webhooks as resources: their rules, and what a change clears.</summary>
public sealed class TenantWebhookTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private const string Whole =
        $$$"""
        {"name":"butler","description":"d","url":"https://app.example.com/hook","eventTypes":["com.qlik.v1.reload.finished"],
        "level":"tenant","filter":"spaceId eq \"s1\"","secret":"{{{Secret}}}","headers":{"x-a":"1"},"encryptedHeaders":{"x-b":"2"},
        "enabled":true,"checkCertificateRevocation":true,"enableCloudEventDelivery":true}
        """;

    private const string Least =
        """{"name":"least","url":"https://app.example.com/hook","eventTypes":["com.qlik.v1.reload.finished"]}""";

    [Fact(Timeout = 20_000)]
    public async Task A_webhook_is_created_and_given_back_without_its_secrets()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var created = await bench.JsonAsync("POST", "api/v1/webhooks", Whole, 201);
        var id = (string)created["id"]!;
        var expected =
            $$"""
            {"name":"butler","description":"d","url":"https://app.example.com/hook","eventTypes":["com.qlik.v1.reload.finished"],
            "level":"tenant","filter":"spaceId eq \"s1\"","headers":{"x-a":"1"},"enabled":true,"checkCertificateRevocation":true,
            "enableCloudEventDelivery":true,"encryptedHeaders":["x-b"],{{Rest(bench, id)}}
            """.ReplaceLineEndings("");
        (await bench.GetAsync($"webhooks/{id}")).ShouldBe($"200 {expected}");
        (await bench.GetAsync("webhooks")).ShouldBe(
            $$$$"""200 {"data":[{{{{expected}}}}],"links":{"self":{"href":"http://cloud/acme/api/v1/webhooks?limit=20"}}}""");
        (bench.Acme.Webhooks.Find(id)!.Secret, bench.Acme.Webhooks.Find(id)!.EncryptedHeaders["x-b"]).ShouldBe((Secret, "2"));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_new_webhook_is_enabled_and_replacing_it_clears_what_is_missing()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var id = (string)(await bench.JsonAsync("POST", "api/v1/webhooks", Whole, 201))["id"]!;
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        (await bench.CallAsync("PUT", $"api/v1/webhooks/{id}", Least)).ShouldBe(
            $$"""
            200 {"name":"least","description":null,"url":"https://app.example.com/hook",
            "eventTypes":["com.qlik.v1.reload.finished"],"level":"tenant","filter":null,"headers":{},"enabled":false,
            "checkCertificateRevocation":false,"enableCloudEventDelivery":true,"encryptedHeaders":[],{{Rest(bench, id, "2031-03-14T04:13:07.000Z")}}
            """.ReplaceLineEndings(""));
        (bench.Acme.Webhooks.Find(id)!.Secret, bench.Acme.Webhooks.Find(id)!.EncryptedHeaders.Count).ShouldBe((null, 0));

        var second = await bench.JsonAsync("POST", "api/v1/webhooks", Least, 201);
        ((bool)second["enabled"]!).ShouldBeTrue();
    }

    [Theory(Timeout = 20_000)]
    [InlineData("id", "The read-only property id cannot be changed.")]
    [InlineData("origin", "The read-only property origin cannot be changed.")]
    public async Task What_is_given_back_cannot_be_sent_as_it_is(string property, string detail)
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var id = (string)(await bench.JsonAsync("POST", "api/v1/webhooks", Whole, 201))["id"]!;
        var body = JsonNode.Parse(Least)!;
        body[property] = "x";
        (await bench.CallAsync("PUT", $"api/v1/webhooks/{id}", body.ToJsonString())).ShouldBe(
            $$"""409 {"errors":[{"code":"HTTP-409","title":"Conflict","status":409,"detail":"{{detail}}"}]}""");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_patch_changes_one_field_and_keeps_the_secret()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var id = (string)(await bench.JsonAsync("POST", "api/v1/webhooks", Whole, 201))["id"]!;
        (await bench.ControlAsync("POST", $"tenants/acme/webhooks/{id}/disable", """{"reason":"too many failures","code":"failing"}"""))
            .ShouldBe("204");
        var disabled = await bench.JsonAsync("GET", $"api/v1/webhooks/{id}");
        ((bool)disabled["enabled"]!, (string?)disabled["disabledReason"], (string?)disabled["disabledReasonCode"])
            .ShouldBe((false, "too many failures", "failing"));

        (await bench.CallAsync("PATCH", $"api/v1/webhooks/{id}", """[{"op":"replace","path":"/enabled","value":true}]""")).ShouldBe("204");
        var enabled = await bench.JsonAsync("GET", $"api/v1/webhooks/{id}");
        ((bool)enabled["enabled"]!, (string?)enabled["disabledReason"], (string?)enabled["description"]).ShouldBe((true, null, "d"));
        bench.Acme.Webhooks.Find(id)!.Secret.ShouldBe(Secret);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("""{"enabled":true}""", "The body must be a list of operations.")]
    [InlineData("[]", "The body must be a list of operations.")]
    [InlineData("""[{"op":"replace","path":"/id","value":"x"}]""", "There is no path '/id'.")]
    [InlineData("""[{"op":"test","path":"/name","value":"x"}]""", "There is no operation 'test'; there are add, replace and remove.")]
    [InlineData("""[{"op":"remove","path":"/name"}]""", "name is missing.")]
    [InlineData(
        """[{"op":"replace","path":"/url","value":"https://other.example.com/"}]""",
        "encryptedHeaders must be given again with another url.")]
    public async Task A_bad_patch_is_refused_and_changes_nothing(string patch, string detail)
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var id = (string)(await bench.JsonAsync("POST", "api/v1/webhooks", Whole, 201))["id"]!;
        var before = bench.Acme.Webhooks.Find(id);
        (await bench.CallAsync("PATCH", $"api/v1/webhooks/{id}", patch)).ShouldBe(Invalid(detail));
        bench.Acme.Webhooks.Find(id).ShouldBeSameAs(before);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("name", "\"\"", "name is missing.")]
    [InlineData("name", "1", "name must be a text.")]
    [InlineData("url", "\"http://app.example.com/\"", "url must be an https address with a host name.")]
    [InlineData("url", "\"https://10.0.0.1/\"", "url must be an https address with a host name.")]
    [InlineData("url", "\"https://[::1]/\"", "url must be an https address with a host name.")]
    [InlineData("url", "\"https://localhost/\"", "url must be an https address with a host name.")]
    [InlineData("url", "\"http://127.0.0.1:7071/\"", "url must be an https address with a host name.")]
    [InlineData("secret", "\"0123456789abcdef0123456789abcde\"", "secret must have 32 to 64 characters.")]
    [InlineData("level", "\"all\"", "level must be tenant or user.")]
    [InlineData("enabled", "\"yes\"", "enabled must be true or false.")]
    [InlineData("headers", "[]", "headers must be an object with texts.")]
    [InlineData(
        "eventTypes", "[]", "eventTypes must name at least one event type, and only those of GET webhooks/event-types.")]
    [InlineData(
        "eventTypes", "[\"com.qlik.nothing\"]",
        "eventTypes must name at least one event type, and only those of GET webhooks/event-types.")]
    [InlineData(
        "filter", "\"colour eq 1\"",
        "The filter is not valid: there is no attribute 'colour'; there are id, spaceId, topLevelResourceId, data.status.")]
    public async Task A_webhook_that_breaks_a_rule_is_refused(string field, string value, string detail)
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var body = JsonNode.Parse(Whole)!;
        body[field] = JsonNode.Parse(value);
        (await bench.CallAsync("POST", "api/v1/webhooks", body.ToJsonString())).ShouldBe(Invalid(detail));
        bench.Acme.Webhooks.All.ShouldBeEmpty();
    }

    [Fact(Timeout = 20_000)]
    public async Task The_address_of_this_machine_is_taken_where_it_is_allowed()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        (await bench.ControlAsync("PATCH", "behaviour", """{"allowLoopbackWebhooks":true}""")).ShouldBe("204");
        var body = JsonNode.Parse(Whole)!;
        body["url"] = "http://127.0.0.1:7071/api/webhooks/qlik-cloud/acme";
        (await bench.JsonAsync("POST", "api/v1/webhooks", body.ToJsonString(), 201))["url"]!.ToString()
            .ShouldBe("http://127.0.0.1:7071/api/webhooks/qlik-cloud/acme");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_tenant_has_a_hundred_webhooks_and_room_again_when_one_is_deleted()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        for (var i = 0; i < 100; i++)
        {
            await bench.JsonAsync("POST", "api/v1/webhooks", Least, 201);
        }

        (await bench.CallAsync("POST", "api/v1/webhooks", Least)).ShouldBe(
            """403 {"errors":[{"code":"QUOTA-EXCEEDED","title":"Forbidden","status":403,"""
            + "\"detail\":\"A tenant has at most 100 webhooks.\"}]}");
        var id = bench.Acme.Webhooks.All[0].Id;
        (await bench.CallAsync("DELETE", $"api/v1/webhooks/{id}")).ShouldBe("204");
        (await bench.CallAsync("DELETE", $"api/v1/webhooks/{id}")).ShouldBe(
            $$"""404 {"errors":[{"code":"HTTP-404","title":"Not Found","status":404,"detail":"The webhook {{id}} was not found."}]}""");
        await bench.JsonAsync("POST", "api/v1/webhooks", Least, 201);
    }

    [Fact(Timeout = 20_000)]
    public async Task The_event_types_are_listed()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var types = await bench.JsonAsync("GET", "api/v1/webhooks/event-types");
        types["data"]![0]!.ToJsonString().ShouldBe(
            """{"name":"com.qlik.v1.reload.finished","title":"Reload finished","levels":["tenant","user"]}""");
        types["data"]!.AsArray().Select(type => (string)type!["name"]!).ShouldBe(
        [
            "com.qlik.v1.reload.finished", "com.qlik.v1.app.reload.finished", "com.qlik.app.created", "com.qlik.app.deleted",
            "com.qlik.app.published", "com.qlik.app.data.updated", "com.qlik.v1.automation.run.ended",
            "com.qlik.core.api-key.validation.failed",
        ]);
    }

    private static string Rest(QlikCloudBench bench, string id, string updated = "2031-03-14T04:12:07.000Z") =>
        $$"""
        "id":"{{id}}","origin":"api","ownerId":"{{bench.Acme.Users.All[0].Id}}","createdAt":"2031-03-14T04:12:07.000Z",
        "updatedAt":"{{updated}}","disabledReason":null,"disabledReasonCode":null}
        """;

    private static string Invalid(string detail) =>
        $$"""400 {"errors":[{"code":"HTTP-400","title":"Bad Request","status":400,"detail":"{{detail}}"}]}""";
}
