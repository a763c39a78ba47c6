using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Local.FunctionsHost;
using Butler.Local.Processes;

namespace Butler.Local.Tests.FunctionsHost;

/// <summary>The host with a real child process as its handler.</summary>
public sealed class HandlerProcessTests : IAsyncDisposable
{
    private readonly TestApp app = new();
    private LocalFunctionsHost? host;

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        await app.DisposeAsync();
    }

    [Fact]
    public async Task It_is_given_the_environment_that_the_real_host_gives()
    {
        await StartAsync();

        var environment = await GetAsync("/api/env");

        var port = environment["FUNCTIONS_CUSTOMHANDLER_PORT"]!.GetValue<string>();
        environment.ToJsonString().ShouldBe(new JsonObject
        {
            ["BUTLER_PARENT_PID"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            ["FUNCTIONS_APP_ROOT_PATH"] = app.Directory,
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = port,
            ["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = "butler-1",
            ["FUNCTIONS_HTTPWORKER_ID"] = "butler-1",
            ["FUNCTIONS_HTTPWORKER_PORT"] = port,
            ["ServiceBus"] = "Endpoint=sb://127.0.0.1",
        }.ToJsonString());
        (await GetAsync("/api/args"))["arguments"]!.ToJsonString().ShouldBe("""["mode","two"]""");
    }

    [Fact]
    public async Task Its_lines_are_logged_at_the_levels_that_Azure_gives_them()
    {
        await StartAsync();

        await Eventually.TrueAsync(() => app.Log.Entries.Contains("Error it rains"), "the last line is logged");
        app.Log.Entries.ShouldContain("Information handler says hello");
        app.Log.Entries.ShouldContain("Warning Warning: it may rain");
    }

    [Theory]
    [InlineData(3, "Error The handler (start 1) died with exit code 3; starting it again in 0.1 s")]
    [InlineData(0, "Error The handler ended with exit code 0. IN AZURE IT WOULD NOT BE STARTED AGAIN and every later invocation would fail; here it is, in 0.1 s")]
    public async Task One_that_dies_is_started_again_and_requests_wait_for_it(int exitCode, string entry)
    {
        await StartAsync();
        var first = (await GetAsync("/api/pid"))["pid"]!.GetValue<int>();

        (await app.Client.GetAsync($"/api/die/{exitCode}/butler-1", TestContext.Current.CancellationToken)).Dispose();

        await Eventually.TrueAsync(() => host!.App.Restarts == 1, "it was started again");
        (await GetAsync("/api/pid"))["pid"]!.GetValue<int>().ShouldNotBe(first);
        app.Log.Entries.ShouldContain(entry);
    }

    [Fact]
    public async Task One_that_keeps_dying_is_started_again_at_growing_intervals()
    {
        await StartAsync();

        for (var deaths = 1; deaths <= 3; deaths++)
        {
            (await app.Client.GetAsync($"/api/die/3/butler-{deaths}", TestContext.Current.CancellationToken)).Dispose();
            var seen = deaths;
            await Eventually.TrueAsync(() => host!.App.Restarts == seen, "it was started again");
        }

        app.Log.Entries.Where(e => e.Contains("died", StringComparison.Ordinal))
            .Select(e => e[e.LastIndexOf("in ", StringComparison.Ordinal)..])
            .ShouldBe(["in 0.1 s", "in 0.2 s", "in 0.4 s"]);
    }

    [Fact]
    public async Task One_that_ends_before_it_ever_answers_is_told_of_with_its_last_words()
    {
        var exception = await Should.ThrowAsync<ChildStartException>(() => StartAsync("stillborn"));

        exception.Message.ShouldBe($"the handler ended with exit code 2:{Environment.NewLine}  butler.yaml: line 3: no such key");
    }

    [Fact]
    public async Task One_that_is_not_there_is_told_of()
    {
        WriteHostJson("no-such-handler", "x");

        var exception = await Should.ThrowAsync<ChildStartException>(StartHostAsync);

        exception.Message.ShouldStartWith("no-such-handler cannot be started: ");
    }

    [Fact]
    public async Task It_is_gone_when_the_host_has_stopped()
    {
        await StartAsync();
        var pid = (await GetAsync("/api/pid"))["pid"]!.GetValue<int>();

        await host!.DisposeAsync();

        Should.Throw<ArgumentException>(() => Process.GetProcessById(pid));
    }

    private Task StartAsync(string mode = "mode")
    {
        WriteHostJson("node", Path.Combine(AppContext.BaseDirectory, "FunctionsHost", "handler.js"), mode, "%TWO%");
        app.Settings["TWO"] = "two";
        return StartHostAsync();
    }

    private async Task StartHostAsync()
    {
        Parts.RequireNode();
        app.WithHttp("Any", "\"authLevel\": \"anonymous\", \"route\": \"{*rest}\"");
        host = await LocalFunctionsHost.StartAsync(
            app.Options, app.Queues, TimeProvider.System, app.Loggers, TestContext.Current.CancellationToken);
        app.Client.BaseAddress = host.Address;
    }

    private void WriteHostJson(string executable, params string[] arguments) => app.Write("host.json", new JsonObject
    {
        ["version"] = "2.0",
        ["customHandler"] = new JsonObject
        {
            ["enableProxyingHttpRequest"] = true,
            ["description"] = new JsonObject
            {
                ["defaultExecutablePath"] = executable,
                ["arguments"] = new JsonArray([.. arguments.Select(a => JsonValue.Create(a))]),
            },
        },
    }.ToJsonString());

    private async Task<JsonNode> GetAsync(string path) =>
        JsonNode.Parse(await app.Client.GetStringAsync(path, TestContext.Current.CancellationToken))!;
}
