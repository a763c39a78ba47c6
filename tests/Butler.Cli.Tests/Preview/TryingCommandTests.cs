using System.CommandLine;
using Butler.Cli.Preview;
using Butler.Cli.TestFire;
using Butler.Tests;

namespace Butler.Cli.Tests.Preview;

public sealed class TryingCommandTests : IDisposable
{
    private readonly HttpSink sink = new();
    private readonly string directory = Directory.CreateTempSubdirectory("butler-try-").FullName;

    public TryingCommandTests() => File.WriteAllText(Configuration, $$"""
        channels:
          hook: { type: webhook, url: "{{sink.Url}}/s3cr3t-path" }
          terminal: { type: console }
        routes: []
        """);

    private string Configuration => Path.Combine(directory, "butler.yaml");

    private string Url => sink.Url.GetLeftPart(UriPartial.Authority);

    public void Dispose()
    {
        sink.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_sample_is_shown_as_the_channel_would_send_it()
    {
        var (exitCode, output, error) = await RunAsync(
            PreviewCommand.Create(_ => null), "sense.reload.failed", "--channel", "terminal", "--config", Configuration);
        (exitCode, error).ShouldBe((0, ""));
        output.ShouldStartWith("Reload failed: Reload of Margin Cockpit");
        sink.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Files_are_written_where_they_are_asked_for()
    {
        var to = Path.Combine(directory, "out");
        var (exitCode, output, _) = await RunAsync(
            PreviewCommand.Create(_ => null), "sense.reload.failed", "--channel", "hook", "--config", Configuration, "--out", to);
        exitCode.ShouldBe(0);
        output.Trim().ShouldBe(Path.Combine(to, "sense.reload.failed.hook.body.json"));
        File.ReadAllText(output.Trim()).ShouldStartWith("{\n  \"event\": \"Qlik Sense reload failed\"");
        File.ReadAllText(output.Trim()).ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task A_recorded_event_is_shown_from_a_file_or_from_a_running_app()
    {
        const string Event =
            """{"specversion":"1.0","id":"default:failed:1","source":"/s","type":"sense.reload.failed","""
            + """
            "time":"2031-03-14T03:12:07Z","site":"default","data":{"taskName":"My own task","enrichment":{"missing":[]}}}
            """;
        var file = Path.Combine(directory, "event.json");
        await File.WriteAllTextAsync(file, Event, TestContext.Current.CancellationToken);
        (await RunAsync(PreviewCommand.Create(_ => null), "--channel", "terminal", "--config", Configuration, "--event", file)).Output
            .ShouldStartWith("Reload failed: My own task");

        sink.Body = $$"""{"state":"done","routes":[],"event":{{Event}}}""";
        var (exitCode, output, error) = await RunAsync(
            PreviewCommand.Create(_ => null), "--channel", "terminal", "--config", Configuration, "--event-id", "default:failed:1", "--url",
            Url);
        (exitCode, error).ShouldBe((0, ""));
        output.ShouldStartWith("Reload failed: My own task");
        sink.Requests.ShouldHaveSingleItem().PathAndQuery.ShouldBe("/api/v4/events/default%3Afailed%3A1");
    }

    [Theory]
    [InlineData("There is no channel \"hok\"; did you mean \"hook\"? (known: hook, terminal).", "sense.reload.failed", "--channel", "hok")]
    [InlineData("--channel is missing (known: hook, terminal)", "sense.reload.failed")]
    [InlineData("Name a type of event, or give an event.", "--channel", "hook")]
    [InlineData(
        "The reason \"groop\" is unknown; did you mean \"group\"?; expected one of single, group, resolved, escalated, test.",
        "sense.reload.failed",
        "--channel",
        "hook",
        "--reason",
        "groop")]
    public async Task A_preview_that_is_not_understood_is_one_line(string error, params string[] arguments)
    {
        var (exitCode, output, said) = await RunAsync(PreviewCommand.Create(_ => null), [.. arguments, "--config", Configuration]);
        (exitCode, output, said.Trim()).ShouldBe((2, "", $"butler preview: {error}"));
    }

    [Fact]
    public async Task A_test_goes_out_marked_and_its_answer_is_told()
    {
        var (exitCode, output, error) = await RunAsync(TestFireCommand.Create(_ => null), "hook", "--config", Configuration);
        (exitCode, error).ShouldBe((0, ""));
        output.ShouldMatch(@"^hook: sent after \d+ ms: 200\s*$");
        sink.Requests.ShouldHaveSingleItem().Body.ShouldContain("TEST Reload of Margin Cockpit");
    }

    [Fact]
    public async Task A_test_that_fails_says_why_without_a_secret()
    {
        sink.Answer = _ => 403;
        sink.Body = "bad token s3cr3t-path";
        var (exitCode, output, error) = await RunAsync(TestFireCommand.Create(_ => null), "hook", "--config", Configuration);
        (exitCode, output).ShouldBe((1, ""));
        error.Trim().ShouldMatch(@"^butler test-fire: hook: refused after \d+ ms: answered 403 Forbidden: bad token \*\*\*$");
    }

    [Fact]
    public async Task A_running_app_is_asked_where_its_address_is_given()
    {
        sink.Body = """{"channel":"plant","channelType":"mqtt","eventType":"sense.reload.failed","answers":"""
            + """[{"recipient":"a@example.com","outcome":"relayed","detail":"relay r1 was asked","milliseconds":12}]}""";
        var (exitCode, output, error) = await RunAsync(
            TestFireCommand.Create(_ => "key"), "plant", "--type", "sense.reload.failed", "--recipient", "a@example.com", "--url", Url);
        (exitCode, output.Trim(), error).ShouldBe((0, "plant (a@example.com): relayed after 12 ms: relay r1 was asked", ""));
        sink.Requests.ShouldHaveSingleItem().PathAndQuery.ShouldBe(
            "/api/v4/channels/plant/test?type=sense.reload.failed&recipient=a%40example.com");
        sink.Requests[0].Headers["x-functions-key"].ShouldBe("key");
    }

    [Fact]
    public async Task Without_a_file_the_app_of_butler_up_is_asked()
    {
        await File.WriteAllTextAsync(
            Path.Combine(directory, "up.json"), $$"""{ "http": "{{Url}}" }""", TestContext.Current.CancellationToken);
        sink.Body = """{"channel":"hook","channelType":"webhook","eventType":"sense.reload.failed","answers":"""
            + """[{"outcome":"sent","detail":"200","milliseconds":12}]}""";
        (await RunAsync(TestFireCommand.Create(_ => null), "hook", "--data", directory)).ShouldBe(
            (0, $"hook: sent after 12 ms: 200{Environment.NewLine}", ""));
        sink.Body = """{"channel":"hook","eventType":"sense.reload.failed","files":[{"name":"body.json","content":"{}"}]}""";
        (await RunAsync(
            PreviewCommand.Create(_ => null), "sense.reload.failed", "--channel", "hook", "--reason", "group", "--data", directory))
            .ShouldBe((0, $"{{}}{Environment.NewLine}", ""));
        sink.Requests.Select(r => $"{r.Method} {r.PathAndQuery}").ShouldBe(
            ["POST /api/v4/channels/hook/test", "POST /api/v4/channels/hook/preview?type=sense.reload.failed&reason=group"]);
    }

    [Fact]
    public async Task Where_nothing_runs_it_says_how_to_do_without()
    {
        const string Why = "http://127.0.0.1:9/ cannot be reached (ConnectionError); is `butler up` running, or is --url wrong?";
        await File.WriteAllTextAsync(
            Path.Combine(directory, "up.json"), """{ "http": "http://127.0.0.1:9" }""", TestContext.Current.CancellationToken);
        (await RunAsync(TestFireCommand.Create(_ => null), "hook", "--data", directory)).Error.Trim()
            .ShouldBe($"butler test-fire: {Why} With --config FILE the channels of a file are used, without a running app.");
        (await RunAsync(TestFireCommand.Create(_ => null), "hook", "--config", Configuration, "--url", Url))
            .ShouldBe(
                (2, "", $"butler test-fire: --config and --url exclude each other: name a file, or a running app{Environment.NewLine}"));
        (await RunAsync(PreviewCommand.Create(_ => null), "sense.reload.failed", "--data", directory)).Error
            .ShouldStartWith("butler preview: --channel is missing");
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(Command command, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await command.Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
