using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.Tests.QlikCloud;

/// <summary>Who may call a tenant.</summary>
public sealed class TenantAccessTests
{
    private const string Refused =
        """401 {"errors":[{"code":"HTTP-401","title":"Unauthorized","status":401,"detail":"The token or the API key is missing or wrong, """
        + """or has expired."}]}""";

    [Fact(Timeout = 20_000)]
    public async Task A_client_gets_a_token_that_is_good_until_its_time()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var token = await TokenAsync(bench);
        (token["token_type"]!.ToString(), (int)token["expires_in"]!).ShouldBe(("bearer", 21_600));
        bench.Bearer = (string?)token["access_token"];

        bench.Time.Advance(TimeSpan.FromSeconds(21_599));
        (await bench.GetAsync("users/me")).ShouldBe(
            $$"""200 {"id":"{{TenantIds.Short("acme/client/c1")}}","tenantId":"{{bench.Acme.Id}}","status":"active","""
            + """ "subject":"qlikbot\\c1","name":"qlikbot\\c1"}""".TrimStart());
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        (await bench.GetAsync("users/me")).ShouldBe(Refused);
    }

    [Fact(Timeout = 20_000)]
    public async Task The_lifetime_of_tokens_can_be_set_and_all_can_be_ended()
    {
        await using var bench = await QlikCloudBench.StartAsync(new TenantBehaviour { TokenLifetime = TimeSpan.FromSeconds(60) });
        var token = await TokenAsync(bench);
        ((int)token["expires_in"]!).ShouldBe(60);
        bench.Bearer = (string?)token["access_token"];
        (await bench.GetAsync("spaces?limit=1")).ShouldStartWith("200 ");

        (await bench.ControlAsync("POST", "tokens/expire")).ShouldBe("204");
        (await bench.GetAsync("spaces?limit=1")).ShouldBe(Refused);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_token_is_good_for_its_own_tenant_only()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        bench.Bearer = (string?)(await TokenAsync(bench))["access_token"];
        using var response = await bench.SendAsync("GET", "other/api/v1/users/me");
        ((int)response.StatusCode).ShouldBe(401);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("an-api-key", true)]
    [InlineData("another", true)]
    [InlineData("revoked", false)]
    [InlineData("simulated-token-of-an-earlier-run", false)]
    [InlineData(null, false)]
    public async Task Any_text_is_an_API_key_unless_it_is_revoked(string? key, bool isGood)
    {
        await using var bench = await QlikCloudBench.StartAsync(new TenantBehaviour { RevokedKeys = ["revoked"] });
        bench.Bearer = key;
        (await bench.GetAsync("apps/unknown")).ShouldBe(isGood
            ? """404 {"errors":[{"code":"HTTP-404","title":"Not Found","status":404,"detail":"The app unknown was not found."}]}"""
            : Refused);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("""{"client_id":"c1","client_secret":"","grant_type":"client_credentials"}""", 401)]
    [InlineData("""{"client_id":"c1","client_secret":"wrong","grant_type":"client_credentials"}""", 401)]
    [InlineData("""{"client_id":"c1","client_secret":"s","grant_type":"password"}""", 400)]
    [InlineData("client_id=c1", 400)]
    [InlineData("", 400)]
    public async Task A_wrong_secret_or_body_gets_no_token(string body, int status)
    {
        await using var bench = await QlikCloudBench.StartAsync(new TenantBehaviour { RefusedSecrets = ["wrong"] });
        (await bench.CallAsync("POST", "oauth/token", body)).ShouldStartWith($$"""{{status}} {"errors":[{"code":"HTTP-{{status}}",""");
    }

    [Theory(Timeout = 20_000)]
    [InlineData("Acme/api/v1/users/me")]
    [InlineData("acme/api/v2/users/me")]
    [InlineData("acme/api/v1/nothing")]
    [InlineData("")]
    public async Task What_does_not_exist_is_not_found(string path)
    {
        await using var bench = await QlikCloudBench.StartAsync();
        using var response = await bench.SendAsync("GET", path);
        ((int)response.StatusCode).ShouldBe(404);
    }

    private static Task<JsonNode> TokenAsync(QlikCloudBench bench) => bench.JsonAsync(
        "POST", "oauth/token", """{"client_id":"c1","client_secret":"s","grant_type":"client_credentials"}""");
}
