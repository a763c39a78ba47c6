using Butler.RelayAgent.Tests.Commands;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Api;

/// <summary>What the relay's API passes on to the function app.</summary>
public sealed class ForwardingTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("butler-relay-api-");

    [Fact]
    public async Task A_request_goes_on_as_it_came_with_the_key_of_the_file_and_the_answer_comes_back()
    {
        using var app = new HttpSink(_ => 201) { Body = """{"key":"a"}""" };
        app.Headers["ETag"] = "\"7\"";
        app.Headers["Link"] = "<?after=b>; rel=\"next\"";
        await using var relay = await ApiRelay.StartAsync(directory, App(app));
        using var response = await relay.SendAsync(
            "POST v4/keyvalues/a%2Fb%20c?code=mine&x=1%262&x=%C3%A5", """{"key":"a"}""", ("X-HTTP-Method-Override", "DELETE"), ("If-Match", "\"6\""));
        ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ETag?.Tag, response.Headers.GetValues("Link").Single())
            .ShouldBe((201, """{"key":"a"}""", "\"7\"", "<?after=b>; rel=\"next\""));
        var request = app.Requests.ShouldHaveSingleItem();
        (request.Method, request.PathAndQuery, request.Body).ShouldBe(("POST", "/api/v4/keyvalues/a%2Fb%20c?x=1%262&x=%C3%A5", """{"key":"a"}"""));
        (request.Headers["x-functions-key"], request.Headers["X-HTTP-Method-Override"], request.Headers["If-Match"], request.Headers["X-Butler-Site"])
            .ShouldBe(("app-key", "DELETE", "\"6\"", "default"));
    }

    [Theory]
    [InlineData(@"v4/..\..\admin\host\keys")]
    [InlineData(@"v4/keyvalues/..\..\..\admin")]
    public async Task A_path_that_would_leave_the_API_is_rejected_and_the_key_stays_here(string path)
    {
        using var app = new HttpSink();
        await using var relay = await ApiRelay.StartAsync(directory, App(app));
        var answer = await relay.RawAsync($"GET /{path} HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n\r\n");
        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.ShouldContain("The path leaves the API.");
        app.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Key_values_of_a_start_are_set_in_the_function_app_first()
    {
        using var app = new HttpSink(_ => 201);
        var qrs = new FakeQrs();
        await using var relay = await ApiRelay.StartAsync(directory, App(app), qrs);
        const string Body = """[{"type":"keyvaluestore","payload":{"namespace":"a/b","key":"k","value":"v","ttl":"7"}}]""";
        (await relay.AskAsync($"POST v4/reloadtask/{FakeQrs.Reload}/start", Body)).ShouldStartWith("200 ");
        var request = app.Requests.ShouldHaveSingleItem();
        (request.PathAndQuery, request.Body).ShouldBe(("/api/v4/keyvalues/a%2Fb", """{"key":"k","value":"v","ttl":7}"""));
        app.Answer = _ => 409;
        app.Body = """{"message":"The namespace is full."}""";
        (await relay.AskAsync($"POST v4/reloadtask/{FakeQrs.Reload}/start", Body)).ShouldBe(
            "409 The key-value pair k was not set, and nothing was started: The namespace is full.");
        qrs.Posts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_function_app_that_rejects_the_key_is_told()
    {
        using var app = new HttpSink(_ => 401);
        await using var relay = await ApiRelay.StartAsync(directory, App(app));
        (await relay.AskAsync("GET v4/schedules")).ShouldBe("502 The function app rejects the key api.functionApp.key of relay.yaml.");
    }

    [Fact]
    public async Task A_function_app_that_cannot_be_reached_is_503_and_what_is_local_still_works()
    {
        await using var relay = await ApiRelay.StartAsync(
            directory, $"  functionApp: {{ url: 'http://127.0.0.1:{LoopbackPort.Tcp()}/api' }}\n");
        using var response = await relay.SendAsync("GET v4/keyvaluesnamespaces");
        ((int)response.StatusCode, response.Headers.RetryAfter?.ToString()).ShouldBe((503, "30"));
        (await relay.AskAsync("GET v4/keyvaluesnamespaces")).ShouldBe(
            "503 The function app at 127.0.0.1 cannot be reached (ConnectionError); try again.");
        (await relay.AskAsync($"POST v4/reloadtask/{FakeQrs.Reload}/start")).ShouldStartWith("200 ");
    }

    [Fact]
    public async Task Without_a_function_app_the_answer_says_what_to_set()
    {
        await using var relay = await ApiRelay.StartAsync(directory);
        (await relay.AskAsync("GET v4/schedules")).ShouldBe(
            "503 This is done by the function app, and api.functionApp.url is not set in relay.yaml.");
        (await relay.AskAsync("POST v4/reloadtask/-/start", """
            [{"type":"keyvaluestore","payload":{"namespace":"n","key":"k","value":"v"}}]
            """)).ShouldStartWith("503 ");
    }

    [Theory]
    [InlineData("api: { listen: 8080 }", "api.listen")]
    [InlineData("api: { listen: '0.0.0.0:8080', allowedSources: [sense.example.com] }", "is not an address such as 10.0.0.5, or a range")]
    [InlineData("api: { listen: '0.0.0.0:8080', functionApp: { url: butler.example.com } }", "api.functionApp.url")]
    [InlineData("api: { listen: '0.0.0.0:8080', functionApp: { key: k } }", "lacks the key \"url\"")]
    [InlineData("api: { lissen: '0.0.0.0:8080' }", "did you mean \"listen\"?")]
    public void A_faulty_section_is_reported(string section, string fault) =>
        Should.Throw<Core.Configuration.ConfigurationException>(() => ApiRelay.Read(directory, section)).Message.ShouldContain(fault);

    [Fact]
    public void A_section_without_an_address_is_off() => ApiRelay.Read(directory, "api: { keys: [a] }").Api.ShouldBeNull();

    public void Dispose() => directory.Delete(recursive: true);

    private static string App(HttpSink app) => $"  functionApp: {{ url: 'http://127.0.0.1:{app.Url.Port}/api', key: app-key }}\n";
}
