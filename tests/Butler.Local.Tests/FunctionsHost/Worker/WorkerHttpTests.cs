using System.Net;
using System.Security.Cryptography;
using System.Text;
using Butler.Local.FunctionsHost.Http;

namespace Butler.Local.Tests.FunctionsHost.Worker;

public class WorkerHttpTests
{
    [Fact]
    public async Task A_request_reaches_the_function_as_the_caller_sent_it_and_its_answer_comes_back_whole()
    {
        await using var app = await new WorkerApp().StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/echo/acme%20corp?a=1&a=2&b=%2F");
        request.Content = new StringContent("body", Encoding.UTF8, "text/plain");
        request.Headers.Add("Qlik-Signature", "abc");
        request.Headers.Add("x-functions-key", "k");

        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe((HttpStatusCode)207);
        response.Headers.GetValues("Set-Cookie").ShouldBe(["a=1", "b=2"]);
        response.Headers.Location!.OriginalString.ShouldBe("/elsewhere");
        const string Expected =
            """{"method":"PUT","target":"/api/echo/acme%20corp?a=1&a=2&b=%2F","name":"acme corp","header":"abc","key":"k","""
            + """
            "contentType":"text/plain; charset=utf-8","contentLength":4,"host":"HOST","body":"body"}
            """;
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(
            Expected.Replace("HOST", app.Client.BaseAddress!.Authority, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, 64)]
    [InlineData(false, 64)]
    public async Task A_large_body_reaches_the_function_whole_also_when_its_length_is_not_known(bool chunked, int mebibytes)
    {
        await using var app = await new WorkerApp().StartAsync();
        var body = new byte[mebibytes * 1024 * 1024];
        new Random(1).NextBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/upload") { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .ShouldBe($"{body.Length} {Convert.ToHexStringLower(SHA256.HashData(body))} {(chunked ? "" : body.Length)}");
    }

    [Fact]
    public async Task An_answer_reaches_the_caller_in_pieces_without_waiting_for_its_end()
    {
        await using var app = await new WorkerApp().StartAsync();

        using var response = await app.Client.GetAsync(
            "/api/feed", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        (await ReadAsync(body)).ShouldBe("one");
        app.Signal("go");
        (await ReadAsync(body)).ShouldBe("two");
        (await ReadAsync(body)).ShouldBe("");
    }

    [Fact]
    public async Task A_function_that_throws_is_a_500_without_its_text_and_its_exception_is_logged_once()
    {
        await using var app = await new WorkerApp().StartAsync();

        using var response = await app.Client.GetAsync("/api/throws", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("");
        app.Log.Entries.ShouldContain("Warning About to throw for GET");
        app.Log.Entries.Count(entry => entry.Contains("it rains", StringComparison.Ordinal)).ShouldBe(1);
        (await app.LoggedAsync("Error Function 'Throws', Invocation id '")).ShouldContain("System.InvalidOperationException: it rains");
    }

    [Fact]
    public async Task A_function_that_throws_after_its_answer_has_begun_breaks_the_answer_off()
    {
        await using var app = await new WorkerApp().StartAsync();

        using var response = await app.Client.GetAsync(
            "/api/throws-late", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Should.ThrowAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_function_is_cancelled_when_its_caller_goes()
    {
        await using var app = await new WorkerApp().StartAsync();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var answer = app.Client.GetAsync("/api/waits", leaving.Token);
        await app.SignalledAsync("waiting");

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(answer);
        await Eventually.TrueAsync(() => app.HasSignal("aborted") || app.HasSignal("cancelled"), "the function is cancelled");
        (await app.Client.GetStringAsync("/api/process", TestContext.Current.CancellationToken)).ShouldBe($"{app.Host.App.ProcessId}");
    }

    [Theory]
    [InlineData("POST", "/api/feed", 404)]
    [InlineData("GET", "/echo/a", 404)]
    [InlineData("POST", "/Obeys", 404)]
    [InlineData("GET", "/api/dies/not-a-number", 404)]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/api/process", 200)]
    public async Task Only_routes_and_methods_that_a_function_declares_are_known(string method, string path, int status)
    {
        await using var app = await new WorkerApp().StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task Keys_are_asked_for_when_wanted_and_the_header_wins_over_the_query()
    {
        await using var app = await new WorkerApp { RequireKeys = true }.StartAsync();
        var keys = HostKeys.LoadOrCreate(app.Directory);

        (await StatusAsync("/api/echo/a")).ShouldBe(207);
        (await StatusAsync("/api/upload")).ShouldBe(401);
        (await StatusAsync("/api/upload", keys.Function)).ShouldBe(200);
        (await StatusAsync("/api/upload", keys.Master)).ShouldBe(200);
        (await StatusAsync($"/api/upload?code={keys.Function}")).ShouldBe(200);
        (await StatusAsync($"/api/upload?code={keys.Function}", "wrong")).ShouldBe(401);
        (await StatusAsync("/admin/functions/Sweep", keys.Function)).ShouldBe(401);

        async Task<int> StatusAsync(string path, string? key = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("x") };
            if (key is not null)
            {
                request.Headers.Add("x-functions-key", key);
            }

            using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return (int)response.StatusCode;
        }
    }

    private static async Task<string> ReadAsync(Stream body)
    {
        var buffer = new byte[100];
        var read = await body.ReadAsync(buffer, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }
}
