using Butler.Tests;

namespace Butler.Functions.Tests.QlikCloud.Commands;

/// <summary><c>/v4/cloud/{tenant}/automations/{automation}/runs</c>.</summary>
public sealed class CloudAutomationApiTests : IDisposable
{
    private const string Triggered = $"api/v1/automations/{CommandSite.Refresh}/actions/execute";
    private const string Runs = $"POST acme/api/v1/automations/{CommandSite.Notify}/runs";

    private readonly FakeTenant tenant = new();

    [Theory]
    [InlineData("acme", "Refresh%20prices", "Refresh prices")]
    [InlineData("acme", "refresh%20PRICES", "refresh PRICES")]
    [InlineData("acme", CommandSite.Refresh, CommandSite.Refresh)]
    [InlineData("other", "Refresh%20prices", "Refresh prices")]
    public async Task One_with_a_token_is_triggered_with_it_alone(string of, string path, string name)
    {
        tenant.On($"POST {of}/{Triggered}", """{"id":"run-1","status":"queued"}""");
        await using var site = await CommandSite.StartAsync(tenant);
        (await site.AskAsync($"POST cloud/{of}/automations/{path}/runs", """{"week":11}""")).ShouldBe(
            $$"""202 {"tenant":"{{of}}","automation":"{{name}}","automationId":"{{CommandSite.Refresh}}","runId":"run-1","status":"queued"}""");
        tenant.Requests.ShouldBe([$$"""POST {{of}}/{{Triggered}} X-Execution-Token={{CommandSite.Token}} {"week":11}"""]);
    }

    [Theory]
    [InlineData(null, "{}")]
    [InlineData("null", "{}")]
    [InlineData("""{"week":{"of":[1,2]}}""", """{"week":{"of":[1,2]}}""")]
    public async Task One_without_a_token_is_started_with_the_tenants_credentials(string? body, string inputs)
    {
        tenant.On(Runs, new TenantAnswer(201, """{"guid":"run-2"}"""));
        await using var site = await CommandSite.StartAsync(tenant);
        (await site.AskAsync("POST cloud/acme/automations/Notify/runs", body)).ShouldBe(
            $$"""202 {"tenant":"acme","automation":"Notify","automationId":"{{CommandSite.Notify}}","runId":"run-2"}""");
        tenant.Requests.ShouldBe(
            [$$"""{{Runs}} {{CommandSite.Key}} {"id":"{{CommandSite.Notify}}","context":"api","inputs":{{inputs}}}"""]);
    }

    [Fact]
    public async Task One_that_the_configuration_does_not_have_is_started_by_its_id()
    {
        tenant.On("POST acme/api/v1/automations/x-1/runs", new TenantAnswer(202));
        await using var site = await CommandSite.StartAsync(tenant);
        (await site.AskAsync("POST cloud/acme/automations/x-1/runs")).ShouldBe(
            """202 {"tenant":"acme","automation":"x-1","automationId":"x-1"}""");
    }

    [Theory]
    [InlineData("acme", "Refresh%20price", "404 \"Refresh price\" is neither the id of an automation nor a name in automations of the tenant "
        + "acme in butler.yaml: Refresh prices, Notify; did you mean \"Refresh prices\"?")]
    [InlineData("acme", "Notifi", "404 Qlik Cloud tenant acme: POST acme/api/v1/automations/Notifi/runs answered 404: HTTP-404 Not found. "
        + "\"Notifi\" is not a name in automations of the tenant acme in butler.yaml: Refresh prices, Notify; did you mean \"Notify\"?")]
    [InlineData("acme", CommandSite.Notify, $"404 Qlik Cloud tenant acme: {Runs} answered 404: HTTP-404 Not found.")]
    [InlineData("other", CommandSite.Notify, "409 The tenant other has neither apiKey nor oauth, so starting automations without a token is not "
        + "possible: add one of them to the tenant in qlikCloud.tenants of butler.yaml.")]
    [InlineData("none", "Notify", "404 There is no tenant \"none\"; qlikCloud.tenants in butler.yaml has acme, other")]
    public async Task One_that_is_unknown_is_told(string of, string automation, string problem)
    {
        await using var site = await CommandSite.StartAsync(tenant);
        (await site.FailAsync($"POST cloud/{of}/automations/{automation}/runs")).ShouldBe(problem);
    }

    [Theory]
    [InlineData("[1]", "400 body must be object")]
    [InlineData("{", "400 The body is not valid JSON at line 1, byte 2.")]
    public async Task Malformed_inputs_start_nothing(string body, string problem)
    {
        await using var site = await CommandSite.StartAsync(tenant);
        (await site.FailAsync("POST cloud/acme/automations/Notify/runs", body)).ShouldBe(problem);
        tenant.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(401, "502")]
    [InlineData(500, "503")]
    public async Task A_token_is_in_no_answer(int status, string answer)
    {
        tenant.On($"POST acme/{Triggered}", new TenantAnswer(
            status, $$"""{"errors":[{"title":"{{CommandSite.Token}} {{CommandSite.Key}}"}]}"""));
        await using var site = await CommandSite.StartAsync(tenant);
        var problem = await site.FailAsync("POST cloud/acme/automations/Refresh%20prices/runs");
        problem.ShouldStartWith($"{answer} Qlik Cloud tenant acme: POST acme/{Triggered} answered {status}: *** ***");
        problem.ShouldContain(status == 401 ? "check token of the automation" : "It may have been done all the same");
    }

    [Fact]
    public async Task The_configuration_is_shown_without_the_token()
    {
        await using var site = await CommandSite.StartAsync(tenant);
        var shown = await site.AskAsync("GET configuration", null, ("Accept", "application/json"));
        shown.ShouldContain(CommandSite.Refresh);
        shown.ShouldNotContain(CommandSite.Token);
        shown.ShouldNotContain(CommandSite.Key);
    }

    public void Dispose() => tenant.Dispose();
}
