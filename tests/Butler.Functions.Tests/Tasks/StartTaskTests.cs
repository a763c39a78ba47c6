using System.Text.Json;
using Butler.Core.Commands;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Tasks;

/// <summary><c>/v4/reloadtask/{taskId}/start</c> and <c>/v4/executions/{id}</c>, with a relay that answers as the test says.</summary>
public sealed class StartTaskTests
{
    private const string Task1 = "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33";
    private const string Run1 = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1";

    private const string Started = $$"""
        {"tasks":[{"by":"id","taskId":"{{Task1}}","taskName":"Margin","taskType":"reload","executionId":"{{Run1}}","outcome":"done"}]}
        """;

    [Fact]
    public async Task A_started_task_is_told_with_its_execution()
    {
        await using var site = await ApiSite.StartAsync();
        await using var relay = await FakeRelay.StartAsync(site, command => FakeRelay.Reply(command, CommandStatus.Succeeded, Started));
        var answer = await site.AskAsync($"POST reloadtask/{Task1}/start");
        answer.ShouldBe($$"""
            200 {"tasksId":{"started":[{"taskId":"{{Task1}}","taskName":"Margin","executionId":"{{Run1}}"}],"invalid":[],"denied":[],"failed":[]},"tasksTag":[],"tasksTagDenied":[],"tasksTagFailed":[],"tasksCP":[],"tasksCPDenied":[],"tasksCPFailed":[],"commandId":"{{relay.Received.Single().Id}}"}
            """);
        relay.Log().ShouldBe($$"""
            start-task {"taskIds":["{{Task1}}"],"tags":[],"customProperties":[],"allTaskIdsMustExist":false}
            """);
        relay.Received.Single().RequestedBy.ShouldBe("the HTTP API");
    }

    [Fact]
    public async Task Each_item_of_the_body_is_a_selection_and_pairs_are_set_first()
    {
        await using var site = await ApiSite.StartAsync();
        await using var relay = await FakeRelay.StartAsync(site, command => FakeRelay.Reply(command, CommandStatus.Succeeded, """
            {"tasks":[
              {"by":"id","taskId":"a","outcome":"invalid","reason":"there is no such task"},
              {"by":"id","taskId":"b","taskName":"B","outcome":"denied","reason":"no rule allows it"},
              {"by":"id","taskId":"c","taskName":"C","outcome":"leftOut","reason":"another of the task ids does not exist"},
              {"by":"id","taskId":"d","taskName":"D","outcome":"failed","reason":"Sense says no"},
              {"by":"tag","name":"ops","taskId":"e","taskName":"E","executionId":"x","outcome":"done"},
              {"by":"tag","name":"none","outcome":"invalid","reason":"no task has it"},
              {"by":"tag","name":"ops","taskId":"b","taskName":"B","outcome":"denied","reason":"no rule allows it"},
              {"by":"customProperty","name":"Team","value":"Finance","taskId":"f","taskName":"F","outcome":"done"},
              {"by":"customProperty","name":"Team","value":"Finance","taskId":"g","taskName":"G","outcome":"unknown","reason":"no answer"},
              {"by":"customProperty","name":"Team","value":"Sales","taskId":"b","outcome":"denied","reason":"no rule allows it"}]}
            """));
        var answer = await site.AskAsync("PUT reloadtask/-/start?allTaskIdsMustExist=true", """
            [{"type":"keyvaluestore","payload":{"namespace":"Margin","key":"from","value":"2031-03-14","ttl":"60000"}},
             {"type":"starttaskid","payload":{"taskId":"a"}},
             {"type":"starttasktag","payload":{"tag":"ops"}},
             {"type":"starttaskcustomproperty","payload":{"customPropertyName":"Team","customPropertyValue":"Finance"}}]
            """);
        relay.Log().ShouldBe("""
            start-task {"taskIds":["a"],"tags":["ops"],"customProperties":[{"name":"Team","value":"Finance"}],"allTaskIdsMustExist":true}
            """);
        answer.ShouldBe($$"""
            200 {"tasksId":{"started":[],"invalid":[{"taskId":"a","reason":"there is no such task"}],"denied":[{"taskId":"b","taskName":"B","reason":"no rule allows it"},{"taskId":"c","taskName":"C","reason":"another of the task ids does not exist"}],"failed":[{"taskId":"d","taskName":"D","reason":"Sense says no"}]},"tasksTag":[{"taskId":"e","taskName":"E","tag":"ops","executionId":"x"}],"tasksTagDenied":[{"taskId":"b","taskName":"B","tag":"ops","reason":"no rule allows it"}],"tasksTagFailed":[{"tag":"none","reason":"no task has it"}],"tasksCP":[{"taskId":"f","taskName":"F","name":"Team","value":"Finance"}],"tasksCPDenied":[{"taskId":"b","name":"Team","value":"Sales","reason":"no rule allows it"}],"tasksCPFailed":[{"taskId":"g","taskName":"G","name":"Team","value":"Finance","outcome":"unknown","reason":"no answer"}],"commandId":"{{relay.Received.Single().Id}}"}
            """);
        (await site.AskAsync("GET keyvalues/Margin?key=from")).ShouldBe(
            """200 {"namespace":"Margin","key":"from","value":"2031-03-14"}""");
    }

    [Fact]
    public async Task A_request_without_a_selection_sets_its_pairs_and_asks_no_relay()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.AskAsync("POST reloadtask/-/start", """
            [{"type":"keyvaluestore","payload":{"namespace":"Margin","key":"a","value":1}}]
            """)).ShouldBe(
            """200 {"tasksId":{"started":[],"invalid":[],"denied":[],"failed":[]},"tasksTag":[],"tasksTagDenied":[],"tasksTagFailed":[],"tasksCP":[],"tasksCPDenied":[],"tasksCPFailed":[]}""");
        (await site.AskAsync("GET keyvalues/Margin?key=a")).ShouldStartWith("200 ");
    }

    [Theory]
    [InlineData("{}", "400 body must be array")]
    [InlineData("[1]", "400 body/0 must be object")]
    [InlineData("[{\"payload\":{}}]", "400 body/0 must have required property 'type'")]
    [InlineData("[{\"type\":\"starttaskid\"}]", "400 body/0 must have required property 'payload'")]
    [InlineData("[{\"type\":\"starttaskid\",\"payload\":{}}]", "400 body/0/payload must have required property 'taskId'")]
    [InlineData("[{\"type\":\"starttaskid\",\"payload\":{\"taskId\":{}}}]", "400 body/0/payload/taskId must be string")]
    [InlineData(
        "[{\"type\":\"starttask\",\"payload\":{}}]",
        "400 body/0/type must be equal to one of the allowed values: keyvaluestore, starttaskid, starttasktag, starttaskcustomproperty")]
    [InlineData(
        "[{\"type\":\"keyvaluestore\",\"payload\":{\"namespace\":\"n\",\"key\":\"k\",\"value\":\"v\",\"ttl\":\"soon\"}}]",
        "400 body/0/payload/ttl must be number")]
    [InlineData("[{", "400 The body is not valid JSON at line 1, byte 3.")]
    public async Task A_malformed_body_starts_nothing(string body, string problem)
    {
        await using var site = await ApiSite.StartAsync();
        await FakeRelay.BeatAsync(site.App, "relay-1", "default", 0);
        (await site.FailAsync($"POST reloadtask/{Task1}/start", body)).ShouldBe(problem);
        site.App.Bus.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_many_selections_are_rejected()
    {
        await using var site = await ApiSite.StartAsync();
        var body = $"[{string.Join(',', Enumerable.Repeat("""{"type":"starttasktag","payload":{"tag":"t"}}""", 200))}]";
        (await site.FailAsync($"POST reloadtask/{Task1}/start", body)).ShouldBe(
            "400 A request names at most 200 task ids, tags and custom properties.");
        (await site.FailAsync($"POST reloadtask/{Task1}/start?allTaskIdsMustExist=maybe")).ShouldBe(
            "400 querystring/allTaskIdsMustExist must be boolean");
    }

    [Fact]
    public async Task A_relay_that_does_not_answer_in_time_leaves_the_request_pending_and_its_command_tells_the_end()
    {
        await using var site = await ApiSite.StartAsync();
        await FakeRelay.BeatAsync(site.App, "relay-1", "default", 0);
        using var response = await site.SendAsync($"POST reloadtask/{Task1}/start", null, ("Prefer", "wait=0"));
        var body = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        var id = body.GetProperty("commandId").GetString();
        ((int)response.StatusCode, body.GetProperty("pending").GetBoolean(), response.Headers.Location?.ToString()).ShouldBe(
            (202, true, $"/api/v4/commands/{id}"));
        response.Headers.GetValues("Preference-Applied").ShouldBe(["wait=0"]);
        var asked = JsonElement.Parse((await site.AskAsync($"GET commands/{id}"))[4..]);
        (asked.GetProperty("kind").GetString(), asked.TryGetProperty("status", out _)).ShouldBe(("start-task", false));

        await using var relay = await FakeRelay.StartAsync(site, command => FakeRelay.Reply(command, CommandStatus.Succeeded, Started));
        await Eventually.TrueAsync(
            async () => (await site.AskAsync($"GET commands/{id}")).Contains("\"status\":\"Succeeded\"", StringComparison.Ordinal),
            "the command has ended");
        (await site.FailAsync("GET commands/nonsense")).ShouldBe("404 There is no command nonsense. Rows are deleted after the retention.");
    }

    [Fact]
    public async Task A_repeated_request_id_starts_nothing_twice()
    {
        await using var site = await ApiSite.StartAsync();
        await using var relay = await FakeRelay.StartAsync(site, command => FakeRelay.Reply(command, CommandStatus.Succeeded, Started));
        var first = await site.AskAsync($"POST reloadtask/{Task1}/start", null, ("X-Request-Id", "night 14"));
        (await site.AskAsync($"POST reloadtask/{Task1}/start", null, ("Idempotency-Key", "night 14"))).ShouldBe(first);
        (await site.FailAsync("POST reloadtask/other/start", null, ("X-Request-Id", "night 14"))).ShouldBe(
            "409 The id of this request was used for a request with another content. Nothing was done; send a new id.");
        relay.Received.Count.ShouldBe(1);
        (await site.AskAsync($"POST reloadtask/{Task1}/start", null, ("X-Request-Id", "night 15"))).ShouldNotBe(first);
        relay.Received.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(CommandStatus.Refused, CommandCodes.Denied, "403 Starting tasks is not allowed: why")]
    [InlineData(CommandStatus.Refused, CommandCodes.Malformed, "400 Failed starting task: why")]
    [InlineData(CommandStatus.Failed, null, "502 Failed starting task: why")]
    [InlineData(CommandStatus.Expired, null, "504 Failed starting task: why")]
    [InlineData(CommandStatus.OutcomeUnknown, null, "504 Failed starting task: why")]
    public async Task A_command_without_a_result_is_a_problem(CommandStatus status, string? code, string problem)
    {
        await using var site = await ApiSite.StartAsync();
        await using var relay = await FakeRelay.StartAsync(
            site, command => FakeRelay.Reply(command, status, error: "why", code: code));
        (await site.FailAsync($"POST reloadtask/{Task1}/start")).ShouldBe(problem);
    }

    [Fact]
    public async Task Prefer_wait_tells_how_the_runs_ended()
    {
        await using var site = await ApiSite.StartAsync();
        var looks = 0;
        await using var relay = await FakeRelay.StartAsync(site, command => command.Kind == CommandKinds.StartTask
            ? FakeRelay.Reply(command, CommandStatus.Succeeded, Started)
            : FakeRelay.Reply(command, CommandStatus.Succeeded, ++looks < 3
                ? $$"""{"executionId":"{{Run1}}","status":2,"statusText":"Started","final":false}"""
                : $$"""{"executionId":"{{Run1}}","taskId":"{{Task1}}","status":7,"statusText":"FinishedSuccess","final":true,"durationMs":1200}"""));
        var asking = site.AskAsync($"POST reloadtask/{Task1}/start", null, ("Prefer", "wait=60"));
        await AdvanceUntilAsync(site, asking);
        JsonElement.Parse((await asking)[4..]).GetProperty("tasksId").GetProperty("started").GetRawText().ShouldBe(
            $$$$"""[{"taskId":"{{{{Task1}}}}","taskName":"Margin","executionId":"{{{{Run1}}}}","execution":{"executionId":"{{{{Run1}}}}","taskId":"{{{{Task1}}}}","status":7,"statusText":"FinishedSuccess","final":true,"durationMs":1200}}]""");
        (looks, (await asking)[..3]).ShouldBe((3, "200"));
    }

    [Fact]
    public async Task Runs_that_do_not_end_in_time_are_pending()
    {
        await using var site = await ApiSite.StartAsync();
        await using var relay = await FakeRelay.StartAsync(site, command => command.Kind == CommandKinds.StartTask
            ? FakeRelay.Reply(command, CommandStatus.Succeeded, Started)
            : FakeRelay.Reply(command, CommandStatus.Failed, error: "Sense is busy"));
        var asking = site.AskAsync($"POST reloadtask/{Task1}/start", null, ("Prefer", "respond-async, wait=5"));
        await AdvanceUntilAsync(site, asking);
        (await asking).ShouldStartWith($$$$"""
            202 {"tasksId":{"started":[{"taskId":"{{{{Task1}}}}","taskName":"Margin","executionId":"{{{{Run1}}}}","execution":{"executionId":"{{{{Run1}}}}","final":false,"problem":"Failed reading the execution: Sense is busy"}}]
            """);
        (await asking).ShouldContain("\"pending\":true");
    }

    [Theory]
    [InlineData(7, "\"final\":true", null, "200")]
    [InlineData(2, "\"final\":false", null, "200")]
    [InlineData(2, "\"final\":false", "wait=3", "202")]
    public async Task An_execution_tells_how_it_goes(int status, string final, string? prefer, string code)
    {
        await using var site = await ApiSite.StartAsync();
        await using var relay = await FakeRelay.StartAsync(site, command => FakeRelay.Reply(
            command, CommandStatus.Succeeded, $$"""{"executionId":"{{Run1}}","taskId":"{{Task1}}","status":{{status}},{{final}},"node":"n1"}"""));
        var asking = site.AskAsync($"GET executions/{Run1.ToUpperInvariant()}", null, prefer is null ? [] : [("Prefer", prefer)]);
        await AdvanceUntilAsync(site, asking);
        var pending = code == "202" ? ",\"pending\":true" : "";
        (await asking).ShouldBe(
            $$"""{{code}} {"executionId":"{{Run1}}","taskId":"{{Task1}}","status":{{status}},{{final}},"node":"n1"{{pending}}}""");
    }

    [Fact]
    public async Task An_execution_that_Sense_does_not_know_is_404()
    {
        await using var site = await ApiSite.StartAsync();
        await using var relay = await FakeRelay.StartAsync(
            site, command => FakeRelay.Reply(command, CommandStatus.Succeeded, "{}"));
        (await site.FailAsync($"GET executions/{Run1}")).ShouldBe(
            $"404 Sense has no result of an execution {Run1}: it has not begun yet, there is none, or Sense has deleted it.");
        (await site.FailAsync("GET executions/7")).ShouldBe("400 params/executionId must be the id of an execution, a GUID");
    }

    private static Task AdvanceUntilAsync(ApiSite site, Task task) => Eventually.TrueAsync(
        () =>
        {
            if (site.App.Bus.Waiting("commands-relay-1").Count == 0)
            {
                site.App.Time.Advance(TimeSpan.FromMilliseconds(100));
            }

            return task.IsCompleted;
        },
        "the request is answered");
}
