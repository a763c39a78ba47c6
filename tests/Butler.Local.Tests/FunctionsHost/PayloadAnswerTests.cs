using Microsoft.AspNetCore.Http;

namespace Butler.Local.Tests.FunctionsHost;

public class PayloadAnswerTests
{
    [Fact]
    public async Task An_answer_in_json_completes_the_message_and_its_log_lines_are_shown()
    {
        await using var app = new TestApp().WithQueue("ProcessEvent", "events");
        app.Handler.Answer = context => FakeHandler.Json(context, """{"Outputs":{},"logs":["one","two"],"ReturnValue":null}""");
        await app.StartAsync();

        app.Queues.Put("events", "x");

        (await app.Queues.SettledAsync()).ShouldBe("complete 1");
        app.Log.Entries.Where(e => e.StartsWith("Information ProcessEvent", StringComparison.Ordinal))
            .ShouldBe(["Information ProcessEvent: one", "Information ProcessEvent: two"]);
        var request = app.Handler.Requests.Single();
        (request.Method, request.Target, request.Headers["Content-Type"]).ShouldBe(
            ("POST", "/ProcessEvent", "application/json; charset=utf-8"));
        request.Headers["X-Azure-Functions-HostVersion"].ShouldBe("4.1037.0");
        request.Headers["User-Agent"].ShouldBe("Azure-Functions-Host/4.1037.0");
        Guid.TryParse(request.Headers["X-Azure-Functions-InvocationId"], out _).ShouldBeTrue();
        request.Headers.ShouldNotContainKey("x-ms-invocation-id");
    }

    [Theory]
    [InlineData(200, "", "application/json", "THE HANDLER ANSWERED 200 WITH AN EMPTY BODY. IN AZURE THIS INVOCATION WOULD HANG until functionTimeout; answer at least {}")]
    [InlineData(200, "null", "application/json", "THE HANDLER ANSWERED 200 WITH THE BODY 'NULL'. IN AZURE THIS INVOCATION WOULD HANG until functionTimeout; answer at least {}")]
    [InlineData(200, "fine", "text/plain", "the handler answered 200 with content type 'text/plain' where JSON was expected")]
    [InlineData(200, "[1]", "application/json", "the handler answered 200 with JSON that is not an object")]
    [InlineData(400, "{}", "application/json", "the handler answered 400")]
    [InlineData(503, "{}", "application/json", "the handler answered 503")]
    public async Task Any_other_answer_fails_the_invocation_and_the_message_comes_again_at_once(int status, string body, string contentType, string error)
    {
        await using var app = new TestApp().WithQueue("ProcessEvent", "events");
        app.Handler.Answer = context => app.Handler.Requests.Count == 1
            ? FakeHandler.Json(context, body, status, contentType)
            : FakeHandler.Json(context, "{}");
        await app.StartAsync();

        app.Queues.Put("events", "x");

        (await app.Queues.SettledAsync()).ShouldBe("abandon 1");
        (await app.Queues.SettledAsync()).ShouldBe("complete 2");
        app.Log.Entries.ShouldContain($"Error ProcessEvent failed: {error}");
    }

    [Fact]
    public async Task No_content_is_reported_as_the_hang_it_would_be()
    {
        await using var app = new TestApp().WithQueue("ProcessEvent", "events");
        app.Handler.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        };
        await app.StartAsync();

        app.Queues.Put("events", "x");

        (await app.Queues.SettledAsync()).ShouldBe("abandon 1");
        app.Log.Entries.ShouldContain("Error ProcessEvent failed: THE HANDLER ANSWERED 204 WITH AN EMPTY BODY. IN AZURE THIS INVOCATION WOULD HANG until functionTimeout; answer at least {}");
    }

    [Theory]
    [InlineData(true, "abandon 1")]
    [InlineData(false, "complete 1")]
    public async Task A_redirect_is_followed_only_where_forwarding_is_off(bool forwarding, string settled)
    {
        await using var app = new TestApp().WithQueue("ProcessEvent", "events")
            .Write("host.json", TestApp.HostJson.Replace("\"enableForwardingHttpRequest\": true", $"\"enableForwardingHttpRequest\": {(forwarding ? "true" : "false")}", StringComparison.Ordinal));
        app.Handler.Answer = context =>
        {
            if (context.Request.Path == "/elsewhere")
            {
                return FakeHandler.Json(context, "{}");
            }

            context.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        await app.StartAsync();

        app.Queues.Put("events", "x");

        (await app.Queues.SettledAsync()).ShouldBe(settled);
    }

    [Fact]
    public async Task A_function_that_takes_too_long_fails_and_has_the_handler_restarted()
    {
        await using var app = new TestApp().WithQueue("ProcessEvent", "events");
        app.Handler.Answer = context => app.Handler.Requests.Count == 1
            ? Task.Delay(Timeout.Infinite, context.RequestAborted)
            : FakeHandler.Json(context, "{}");
        await app.StartAsync();
        app.Queues.Put("events", "x");
        await Eventually.TrueAsync(() => !app.Handler.Requests.IsEmpty, "the function was called");

        app.Time.Advance(TimeSpan.FromMinutes(5));

        (await app.Queues.SettledAsync()).ShouldBe("abandon 1");
        app.Handler.Restarts.ShouldBe(["took longer over ProcessEvent than functionTimeout allows (00:05:00)"]);
    }
}
