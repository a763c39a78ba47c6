using System.Net;
using System.Text.Json;
using Butler.Local.Faults;

namespace Butler.Local.Tests.Sense;

[Collection(nameof(SenseSimulatorCollection))]
public sealed class FaultTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory(Timeout = 20_000)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task A_status_is_answered_as_often_as_was_asked_for(int status)
    {
        await using var bench = await SimulatorBench.StartAsync();
        bench.Simulator.Faults.Add(new Fault { Path = "/qrs/task/*", Status = status, Times = 2 });
        var statuses = new List<int>();
        foreach (var path in new[] { "about", "task/full", "TASK/count", "task/full" })
        {
            using var response = await bench.CallAsync(HttpMethod.Get, path);
            statuses.Add((int)response.StatusCode);
        }

        statuses.ShouldBe([200, status, status, 200]);
        bench.Simulator.Faults.All.ShouldBeEmpty();
    }

    [Fact(Timeout = 20_000)]
    public async Task A_fault_without_number_stays_until_it_is_cleared()
    {
        await using var bench = await SimulatorBench.StartAsync();
        bench.Simulator.Faults.Add(new Fault { Path = "*", Body = FaultBody.Html });
        for (var i = 0; i < 3; i++)
        {
            using var response = await bench.CallAsync(HttpMethod.Get, "about");
            (response.StatusCode, response.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.OK, "text/html"));
        }

        bench.Simulator.Faults.Clear();
        (await bench.GetAsync("about")).ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Fact(Timeout = 20_000)]
    public async Task Half_a_JSON_is_no_JSON()
    {
        await using var bench = await SimulatorBench.StartAsync();
        bench.Simulator.Faults.Add(new Fault { Path = "*", Body = FaultBody.Half, Times = 1 });
        using var half = await bench.CallAsync(HttpMethod.Get, "about");
        using var whole = await bench.CallAsync(HttpMethod.Get, "about");
        var (first, all) = (await half.Content.ReadAsStringAsync(Cancelled), await whole.Content.ReadAsStringAsync(Cancelled));

        first.ShouldBe(all[..(all.Length / 2)]);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_connection_breaks_before_or_within_the_answer()
    {
        await using var bench = await SimulatorBench.StartAsync();
        bench.Simulator.Faults.Add(new Fault { Path = "*", Cut = true, Times = 1 });
        await Should.ThrowAsync<HttpRequestException>(() => bench.CallAsync(HttpMethod.Get, "about"));

        bench.Simulator.Faults.Add(new Fault { Path = "*", Body = FaultBody.Broken, Times = 1 });
        await Should.ThrowAsync<HttpRequestException>(() => bench.CallAsync(HttpMethod.Get, "about"));
        (await bench.GetAsync("about")).ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Fact(Timeout = 20_000)]
    public async Task An_answer_may_come_late()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.GetAsync("about");
        bench.Simulator.Faults.Add(new Fault { Path = "/qrs/about", Delay = 250 });
        var started = TimeProvider.System.GetTimestamp();
        await bench.GetAsync("about");

        TimeProvider.System.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(240));
    }

    [Fact(Timeout = 20_000)]
    public async Task Requests_and_their_connections_are_counted()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.GetAsync("about");
        await bench.GetAsync("task/full");
        await bench.FilterAsync("task/full", "taskType eq 0");

        bench.Simulator.Requests.ByPath.OrderBy(path => path.Key, StringComparer.Ordinal).Select(path => $"{path.Key}: {path.Value}")
            .ShouldBe(["GET /qrs/about: 1", "GET /qrs/task/full: 2"]);
        bench.Simulator.Requests.Connections.ShouldBe(1);
        bench.Simulator.Requests.Clear();
        bench.Simulator.Requests.Total.ShouldBe(0);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_script_does_it_all_by_HTTP()
    {
        await using var bench = await SimulatorBench.StartAsync();
        (await bench.ControlAsync(
            HttpMethod.Post,
            "faults",
            """{"path":"/qrs/about","status":500,"times":1,"body":"html","delay":1}""")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var failed = await bench.CallAsync(HttpMethod.Get, "about");
        (await bench.ControlAsync(HttpMethod.Patch, "behaviour", """{"settleTime":"00:00:00"}""")).StatusCode
            .ShouldBe(HttpStatusCode.NoContent);
        var run = await JsonAsync(
            await bench.ControlAsync(HttpMethod.Post, "run", """{"task":"reload of hr board","outcome":"failed","scriptLog":"mine"}"""));
        var site = await JsonAsync(await bench.ControlAsync(HttpMethod.Get, "site"));
        var requests = await JsonAsync(await bench.ControlAsync(HttpMethod.Get, "requests"));

        failed.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await bench.DatagramAsync())[9].ShouldBe(run.GetProperty("executionId").GetString());
        bench.Simulator.Site.Execution(run.GetProperty("executionId").GetGuid())!.ScriptLog.ShouldBe("mine"u8.ToArray());
        site.GetProperty("tasks").EnumerateArray().Single(task => task.GetProperty("name").GetString() == "Reload of HR Board")
            .GetProperty("status").GetString()
            .ShouldBe("FinishedFail");
        requests.GetRawText().ShouldBe("""{"total":1,"connections":1,"byPath":{"GET /qrs/about":1}}""");
    }

    [Theory(Timeout = 20_000)]
    [InlineData("POST", "run", """{"task":"no such task"}""", HttpStatusCode.NotFound)]
    [InlineData("POST", "run", """{"tsak":"Reload of HR Board"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "run", """{"task":"Reload of HR Board","outcome":"maybe"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "run", "", HttpStatusCode.BadRequest)]
    [InlineData("POST", "faults", "{}", HttpStatusCode.BadRequest)]
    [InlineData("POST", "faults", """{"path":null}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "finish", """{"executionId":"0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33"}""", HttpStatusCode.NotFound)]
    [InlineData("GET", "nothing", null, HttpStatusCode.NotFound)]
    public async Task A_fault_of_the_callers_is_told(string method, string path, string? body, HttpStatusCode expected)
    {
        await using var bench = await SimulatorBench.StartAsync();
        (await bench.ControlAsync(new HttpMethod(method), path, body)).StatusCode.ShouldBe(expected);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
