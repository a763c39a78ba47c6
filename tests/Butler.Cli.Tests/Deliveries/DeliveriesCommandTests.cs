using System.CommandLine;
using System.Text.Json;
using Butler.Cli.Deliveries;
using Butler.Functions.Delivering;
using Butler.Functions.Delivering.Replaying;

namespace Butler.Tests.Deliveries;

public sealed class DeliveriesCommandTests : IDisposable
{
    private const string Key = "s3cr3t-function-key";
    private readonly HttpSink sink = new();
    private readonly List<DeliveryItem> dead = [];

    public DeliveriesCommandTests() => sink.Answer = Answer;

    private string Url => sink.Url.GetLeftPart(UriPartial.Authority);

    public void Dispose() => sink.Dispose();

    [Fact]
    public async Task The_list_is_a_table_that_names_them_shortly()
    {
        Dead(2);
        var (exitCode, output, error) = await RunAsync(
            "list", "--url", Url, "--channel", "ops-mail", "--from", "2031-03-14", "--task", "a b");
        (exitCode, error).ShouldBe((0, ""));
        var lines = output.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        lines[0].Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ShouldBe(["ID", "When (UTC)", "State", "Channel", "Type", "Task", "Attempt", "Reason"]);
        lines[2].Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ShouldBe(["0aaaaaaaaa", "2031-03-14 04:12:07", "dead", "ops-mail (ops@example.com)",
                "sense.reload.failed", "Reload [x]", "1", "answered 410 Gone"]);
        sink.Requests.ShouldHaveSingleItem().PathAndQuery.ShouldBe(
            "/api/v4/deliveries?state=dead&limit=50&from=2031-03-14&channel=ops-mail&task=a%20b");
        sink.Requests[0].Headers["x-functions-key"].ShouldBe(Key);
        (output + error).ShouldNotContain(Key);
    }

    [Fact]
    public async Task Pages_are_followed_up_to_the_limit_and_the_rest_is_told_of()
    {
        Dead(450);
        var (_, output, _) = await RunAsync("list", "--url", Url + "/api/", "--limit", "420", "--json");
        JsonDocument.Parse(output).RootElement.GetProperty("deliveries").GetArrayLength().ShouldBe(420);
        sink.Requests.Count.ShouldBe(3);
        sink.Requests[2].PathAndQuery.ShouldBe("/api/v4/deliveries?state=dead&limit=20&continuation=400");
        (await RunAsync("list", "--url", Url, "--limit", "10")).Output.ShouldContain("There are more; --limit 20 shows more of them.");
    }

    [Fact]
    public async Task An_empty_list_says_so()
    {
        (await RunAsync("list", "--url", Url)).ShouldBe((0, "No dead deliveries." + Environment.NewLine, ""));
    }

    [Fact]
    public async Task One_is_shown_by_the_beginning_of_its_id()
    {
        Dead(2);
        var (exitCode, output, _) = await RunAsync("show", "0bbbbbb", "--url", Url);
        exitCode.ShouldBe(0);
        sink.Requests[^1].PathAndQuery.ShouldBe($"/api/v4/deliveries/{dead[1].Id}");
        output.ShouldContain("Reason:");
        output.ShouldContain("answered 410 Gone");
        output.ShouldContain("\"id\": \"default:failed:1\"");
    }

    [Theory]
    [InlineData("0bbbbbbb…")]
    [InlineData("0BBBBBBBBB")]
    [InlineData("default:failed:1")]
    public async Task One_is_found_by_whatever_a_list_or_a_log_shows_of_it(string id)
    {
        Dead(2);
        (await RunAsync("show", id, "--url", Url)).ExitCode.ShouldBe(0);
        sink.Requests[^1].PathAndQuery.ShouldBe($"/api/v4/deliveries/{dead[1].Id}");
    }

    [Fact]
    public void A_narrow_terminal_shows_whole_ids()
    {
        Dead(2);
        using var output = new StringWriter();
        new DeliveryOutput(output, width: 80).Table(dead);
        var lines = output.ToString().Split('\n').Select(l => l.TrimEnd()).ToList();
        lines.ShouldAllBe(l => l.Length <= 80);
        lines.Count(l => l.StartsWith("  0aaaaaaaaa   2031-03-14 04:12:07   dead ", StringComparison.Ordinal)).ShouldBe(1);
        lines.Count(l => l.StartsWith("  0bbbbbbbbb   2031-03-14 04:12:07   dead ", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData(
        "0ccccccc",
        "no delivery begins with '0ccccccc'; `butler deliveries list` shows the dead deliveries, --state all shows all")]
    [InlineData(
        "default:failed:9",
        "no delivery is of the event 'default:failed:9'; `butler deliveries list` shows the dead deliveries, --state all shows all")]
    [InlineData(
        "0b",
        "'0b' is not the id of a delivery, nor the first 6 or more characters of one, as `butler deliveries list` shows them, nor the id "
            + "of an event")]
    [InlineData(
        "what?",
        "'what?' is not the id of a delivery, nor the first 6 or more characters of one, as `butler deliveries list` shows them, nor the "
            + "id of an event")]
    [InlineData("eHl6.0ccc", "There is no delivery eHl6.0ccc.")]
    public async Task One_that_is_not_there_is_a_clear_error(string id, string error)
    {
        Dead(2);
        (await RunAsync("show", id, "--url", Url)).ShouldBe((2, "", $"butler deliveries: {error}{Environment.NewLine}"));
    }

    [Fact]
    public async Task Filters_replay_all_that_they_find_in_batches()
    {
        Dead(120);
        var (exitCode, output, error) = await RunAsync("replay", "--channel", "ops-mail", "--url", Url);
        (exitCode, error).ShouldBe((0, ""));
        output.ShouldEndWith("120 of 120 deliveries are on their way." + Environment.NewLine);
        var bodies = sink.Requests.Where(r => r.Method == "POST").Select(
            r => JsonDocument.Parse(r.Body).RootElement.GetProperty("ids").GetArrayLength());
        bodies.ShouldBe([50, 50, 20]);
    }

    [Fact]
    public async Task What_is_not_replayed_is_told_with_its_reason()
    {
        Dead(2);
        var (exitCode, output, error) = await RunAsync("replay", dead[0].Id, dead[1].Id, "eHl6.0ccc", "--url", Url);
        exitCode.ShouldBe(1);
        output.ShouldEndWith("2 of 3 deliveries are on their way." + Environment.NewLine);
        error.ShouldBe("0ccc: There is no delivery." + Environment.NewLine);
    }

    [Fact]
    public async Task By_force_each_goes_on_its_own()
    {
        Dead(1);
        (await RunAsync("replay", dead[0].Id, "eHl6.0ccc", "--force", "--url", Url)).ExitCode.ShouldBe(1);
        sink.Requests.Select(r => r.PathAndQuery).ShouldBe(
            [$"/api/v4/deliveries/{dead[0].Id}/replay?force=true", "/api/v4/deliveries/eHl6.0ccc/replay?force=true"]);
    }

    [Theory]
    [InlineData("name deliveries by id, or choose them by filters or --all (one of both)", "replay")]
    [InlineData("name deliveries by id, or choose them by filters or --all (one of both)", "replay", "0aaaaaaa", "--all")]
    [InlineData("--force goes with ids only", "replay", "--all", "--force")]
    [InlineData("--limit must be 1 or more", "list", "--limit", "0")]
    [InlineData("--url 'ftp://x' is not an address: expected one like https://NAME.azurewebsites.net", "list", "--url", "ftp://x")]
    [InlineData("the key would be sent unencrypted to example.com; use https", "list", "--url", "http://example.com")]
    [InlineData(
        "http://127.0.0.1:9/ cannot be reached (ConnectionError); is `butler up` running, or is --url wrong?",
        "list",
        "--url",
        "http://127.0.0.1:9")]
    public async Task A_fault_of_the_users_is_one_line(string error, params string[] arguments) =>
        (await RunAsync(arguments)).ShouldBe((2, "", $"butler deliveries: {error}{Environment.NewLine}"));

    [Fact]
    public async Task A_key_that_is_missing_or_wrong_is_told_and_never_shown()
    {
        sink.Answer = _ => 401;
        (await RunAsync("list", "--url", Url)).Error.ShouldBe(
            $"butler deliveries: {Url}/ does not accept this function key{Environment.NewLine}");
        var (_, _, error) = await RunWithAsync(null, "list", "--url", Url);
        error.ShouldBe($"butler deliveries: {Url}/ requires a function key: give it in the environment variable BUTLER_KEY, or with "
            + $"--key{Environment.NewLine}");
    }

    [Fact]
    public async Task What_is_no_butler_app_is_told()
    {
        sink.Answer = _ => 404;
        (await RunAsync("list", "--url", Url)).Error.ShouldEndWith(
            "has no such function; is it a Butler function app of this version?" + Environment.NewLine);
        sink.Answer = _ =>
        {
            sink.Body = "<html>";
            return 200;
        };
        (await RunAsync("list", "--url", Url)).Error.ShouldContain("did not answer like a Butler function app: ");
    }

    [Fact]
    public async Task Without_an_address_the_one_of_butler_up_is_asked()
    {
        var data = Directory.CreateTempSubdirectory("butler-cli-");
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(data.FullName, "up.json"), $$"""{ "http": "{{Url}}" }""", TestContext.Current.CancellationToken);
            (await RunAsync("list", "--data", data.FullName)).ExitCode.ShouldBe(0);
            sink.Requests.Count.ShouldBe(1);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => RunWithAsync(Key, arguments);

    private static async Task<(int ExitCode, string Output, string Error)> RunWithAsync(string? key, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var command = DeliveriesCommand.Create(name => name == "BUTLER_KEY" ? key : null);
        var exitCode = await command.Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }

    private void Dead(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var row = $"{i / 26:x}{new string((char)('a' + (i % 6)), 15)}{i:x8}";
            dead.Add(new DeliveryItem
            {
                Id = new DeliveryReference($"default:failed:{i}", row).ToString(),
                State = "dead",
                EventId = $"default:failed:{i}",
                Channel = "ops-mail",
                Recipient = "ops@example.com",
                Type = "sense.reload.failed",
                Task = "Reload [x]",
                Attempt = 1,
                Reason = "answered 410 Gone",
                DeadTime = new DateTimeOffset(2031, 3, 14, 4, 12, 7, TimeSpan.Zero),
            });
        }
    }

    /// <summary>What the function app would answer.</summary>
    private int Answer(SinkRequest request)
    {
        var url = new Uri(sink.Url, request.PathAndQuery);
        var parts = url.AbsolutePath.Split('/')[4..];
        switch (request.Method, parts)
        {
            case ("GET", []):
                var query = System.Web.HttpUtility.ParseQueryString(url.Query);
                var (from, limit) = (int.Parse(query["continuation"] ?? "0", null), int.Parse(query["limit"]!, null));
                var more = from + limit < dead.Count;
                sink.Body = JsonSerializer.Serialize(
                    new DeliveryPage { Deliveries = [.. dead.Skip(from).Take(limit)], Continuation = more ? $"{from + limit}" : null },
                    DeliveriesJson.Default.DeliveryPage);
                return 200;
            case ("GET", [var id]) when dead.FirstOrDefault(d => d.Id == id) is { } found:
                var @event = JsonDocument.Parse($$"""{"id":"default:failed:{{dead.IndexOf(found)}}"}""").RootElement;
                sink.Body = JsonSerializer.Serialize(
                    new DeliveryDetail { Delivery = found, Event = @event }, DeliveriesJson.Default.DeliveryDetail);
                return 200;
            case ("POST", ["replay"]):
                var ids = JsonDocument.Parse(request.Body).RootElement.GetProperty("ids").EnumerateArray().Select(e => e.GetString()!)
                    .ToList();
                var known = ids.Where(i => dead.Any(d => d.Id == i)).ToList();
                sink.Body = JsonSerializer.Serialize(
                    new ReplayPage
                    {
                        Count = known.Count,
                        Skipped = [.. ids.Except(known).Select(i => new ReplaySkipped(i, "There is no delivery."))],
                    },
                    DeliveriesJson.Default.ReplayPage);
                return 202;
            case ("POST", [var id, "replay"]) when dead.Any(d => d.Id == id):
                sink.Body = JsonSerializer.Serialize(new ReplayAnswer(id, 1), DeliveriesJson.Default.ReplayAnswer);
                return 202;
            default:
                sink.Body = $$"""{"title":"No such delivery","status":404,"detail":"There is no delivery {{parts.FirstOrDefault()}}."}""";
                return 404;
        }
    }
}
