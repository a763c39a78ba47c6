using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Butler.Local.Tests.FunctionsHost;

public class HttpFrontEndTests
{
    private const string Anonymous = "\"authLevel\": \"anonymous\"";

    [Fact]
    public async Task A_request_reaches_the_handler_as_the_caller_sent_it_and_its_answer_comes_back_whole()
    {
        await using var app = new TestApp().WithHttp("Webhook", $"{Anonymous}, \"route\": \"webhooks/{{tenant}}\"");
        app.Handler.Answer = async context =>
        {
            context.Response.StatusCode = 207;
            context.Response.Headers.Append("Set-Cookie", "a=1");
            context.Response.Headers.Append("Set-Cookie", "b=2");
            context.Response.Headers.Location = "/elsewhere";
            await context.Response.WriteAsync("answered");
        };
        await app.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/webhooks/acme%20corp?a=1&a=2&b=%2F");
        request.Content = new StringContent("body", Encoding.UTF8, "text/plain");
        request.Headers.Add("Qlik-Signature", "abc");
        request.Headers.Add("x-functions-key", "k");

        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe((HttpStatusCode)207);
        response.Headers.GetValues("Set-Cookie").ShouldBe(["a=1", "b=2"]);
        response.Headers.Location!.OriginalString.ShouldBe("/elsewhere");
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("answered");
        var seen = app.Handler.Requests.Single();
        (seen.Method, seen.Target, seen.Body).ShouldBe(("PUT", "/api/webhooks/acme%20corp?a=1&a=2&b=%2F", "body"));
        seen.Headers["Qlik-Signature"].ShouldBe("abc");
        seen.Headers["x-functions-key"].ShouldBe("k");
        seen.Headers["Content-Type"].ShouldBe("text/plain; charset=utf-8");
        seen.Headers["Host"].ShouldBe(app.Client.BaseAddress!.Authority);
        seen.Headers["x-ms-invocation-id"].ShouldBe(seen.Headers["X-Azure-Functions-InvocationId"]);
        seen.Headers["X-Azure-Functions-HostVersion"].ShouldBe("4.1037.0");
    }

    [Fact]
    public async Task A_large_body_of_unknown_length_reaches_the_handler_whole()
    {
        await using var app = new TestApp().WithHttp("Upload", Anonymous);
        await app.StartAsync();
        var body = new string('x', 1_000_000);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/Upload") { Content = new StringContent(body) };
        request.Headers.TransferEncodingChunked = true;

        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var seen = app.Handler.Requests.Single();
        seen.Body.ShouldBe(body);
        seen.Headers.ShouldNotContainKey("Content-Length");
    }

    [Fact]
    public async Task An_answer_reaches_the_caller_in_pieces_without_waiting_for_its_end()
    {
        await using var app = new TestApp().WithHttp("Feed", Anonymous);
        var seen = new TaskCompletionSource();
        app.Handler.Answer = async context =>
        {
            await context.Response.WriteAsync("one");
            await context.Response.Body.FlushAsync();
            await seen.Task;
            await context.Response.WriteAsync("two");
        };
        await app.StartAsync();

        using var response = await app.Client.GetAsync(
            "/api/Feed", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        (await ReadAsync(body)).ShouldBe("one");
        seen.SetResult();
        (await ReadAsync(body)).ShouldBe("two");
        (await ReadAsync(body)).ShouldBe("");
    }

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
        app.Handler.Requests.Count.ShouldBe(status == 200 ? 1 : 0);
    }

    [Fact]
    public async Task A_handlers_own_405_is_passed_on()
    {
        await using var app = new TestApp().WithHttp("Strict", Anonymous);
        app.Handler.Answer = context => FakeHandler.Json(context, "{}", StatusCodes.Status405MethodNotAllowed);
        await app.StartAsync();

        using var response = await app.Client.GetAsync("/api/Strict", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task A_handler_that_breaks_off_is_a_500_to_the_caller()
    {
        await using var app = new TestApp().WithHttp("Broken", Anonymous);
        app.Handler.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        await app.StartAsync();

        using var response = await app.Client.GetAsync("/api/Broken", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task A_function_that_takes_too_long_is_a_500_and_has_the_handler_restarted()
    {
        await using var app = new TestApp()
            .WithHttp("Slow", Anonymous)
            .Write("host.json", TestApp.HostJson.Replace("00:05:00", "00:01:00", StringComparison.Ordinal));
        app.Handler.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await app.StartAsync();
        var answer = app.Client.GetAsync("/api/Slow", TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => !app.Handler.Requests.IsEmpty, "the function was called");

        app.Time.Advance(TimeSpan.FromMinutes(1));

        using var response = await answer;
        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        app.Handler.Restarts.ShouldBe(["took longer over Slow than functionTimeout allows (00:01:00)"]);
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
            await Eventually.TrueAsync(() => app.Handler.Requests.Count == 1, "the function ran");
            app.Handler.Requests.Single().Target.ShouldBe($"/{function}");
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

    private static async Task<string> ReadAsync(Stream body)
    {
        var buffer = new byte[100];
        var read = await body.ReadAsync(buffer, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }
}
