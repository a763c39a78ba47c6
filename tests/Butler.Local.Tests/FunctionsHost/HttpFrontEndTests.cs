using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Butler.Local.Tests.FunctionsHost;

public class HttpFrontEndTests
{
    private const string Anonymous = "\"authLevel\": \"anonymous\"";

    [Theory]
    [InlineData("GET", "/api/v4/tasks/7f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", 200)]
    [InlineData("GET", "/api/v4/tasks/not-a-guid", 404)]
    [InlineData("POST", "/api/v4/tasks/7f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", 404)]
    [InlineData("GET", "/v4/tasks/7f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", 404)]
    [InlineData("GET", "/api/files/a/b/c", 200)]
    [InlineData("GET", "/api/keys/ns", 200)]
    [InlineData("DELETE", "/api/keys/ns/key", 200)]
    [InlineData("POST", "/ProcessEvent", 404)]
    [InlineData("GET", "/", 404)]
    public async Task Only_routes_and_methods_that_a_function_declares_are_known(string method, string path, int status)
    {
        await using var app = new TestApp()
            .WithHttp("Task", $"{Anonymous}, \"methods\": [\"get\"], \"route\": \"v4/tasks/{{id:guid}}\"")
            .WithHttp("Files", $"{Anonymous}, \"route\": \"files/{{*rest}}\"")
            .WithHttp("Keys", $"{Anonymous}, \"route\": \"keys/{{namespace}}/{{key?}}\"")
            .WithQueue("ProcessEvent", "events");
        await app.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(status);
        app.App.Requests.Count.ShouldBe(status == 200 ? 1 : 0);
    }

    [Fact]
    public async Task A_functions_own_405_is_passed_on()
    {
        await using var app = new TestApp().WithHttp("Strict", Anonymous);
        app.App.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        };
        await app.StartAsync();

        using var response = await app.Client.GetAsync("/api/Strict", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Keys_are_asked_for_when_wanted_and_the_header_wins_over_the_query()
    {
        await using var app = new TestApp { RequireKeys = true }
            .WithHttp("Open", Anonymous)
            .WithHttp("Guarded", "\"authLevel\": \"function\"")
            .WithHttp("Inner", "\"authLevel\": \"admin\"");
        await app.StartAsync();
        var keys = Butler.Local.FunctionsHost.Http.HostKeys.LoadOrCreate(app.Options.DataDirectory);
        keys.ShouldBe(Butler.Local.FunctionsHost.Http.HostKeys.LoadOrCreate(app.Options.DataDirectory));

        (await StatusAsync(app, "/api/Open")).ShouldBe(200);
        (await StatusAsync(app, "/api/Guarded")).ShouldBe(401);
        (await StatusAsync(app, "/api/Guarded", keys.Function)).ShouldBe(200);
        (await StatusAsync(app, "/api/Guarded", keys.Master)).ShouldBe(200);
        (await StatusAsync(app, $"/api/Guarded?code={keys.Function}")).ShouldBe(200);
        (await StatusAsync(app, $"/api/Guarded?code={keys.Function}", "wrong")).ShouldBe(401);
        (await StatusAsync(app, "/api/Inner", keys.Function)).ShouldBe(401);
        (await StatusAsync(app, "/api/Inner", keys.Master)).ShouldBe(200);
        (await StatusAsync(app, "/admin/host/ping")).ShouldBe(200);
        (await StatusAsync(app, "/admin/host/status")).ShouldBe(401);
        (await StatusAsync(app, "/admin/host/status", keys.Function)).ShouldBe(401);
        (await StatusAsync(app, "/admin/host/status", keys.Master)).ShouldBe(200);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(app.Options.DataDirectory, "keys.json"))
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Theory]
    [InlineData("Sweep", "{}", 202)]
    [InlineData("ProcessEvent", """{"input":"hello"}""", 202)]
    [InlineData("Webhook", "{}", 404)]
    [InlineData("Nobody", "{}", 404)]
    [InlineData("Sweep", "null", 400)]
    [InlineData("Sweep", "", 400)]
    public async Task A_function_can_be_run_by_hand(string function, string body, int status)
    {
        await using var app = new TestApp().WithTimer("Sweep", "0 0 0 1 1 *").WithQueue("ProcessEvent", "events")
            .WithHttp("Webhook", Anonymous);
        await app.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await app.Client.PostAsync($"/admin/functions/{function}", content, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(status);
        if (status == 202)
        {
            await Eventually.TrueAsync(() => app.App.Invocations.Count == 1, "the function ran");
            app.App.Invocations.Single().Function.ShouldBe(function);
        }
    }

    private static async Task<int> StatusAsync(TestApp app, string path, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
