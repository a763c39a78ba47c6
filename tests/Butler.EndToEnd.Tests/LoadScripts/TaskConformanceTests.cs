using System.Text.Json;
using System.Text.RegularExpressions;

namespace Butler.EndToEnd.Tests.LoadScripts;

/// <summary>Task starts as load scripts make them for Butler (rows of its table of items and outcomes), on both listeners.</summary>
[Collection(BothApisCollection.Name)]
public sealed partial class TaskConformanceTests(BothApis apis)
{
    private const string Margin = "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33";
    private const string External = "Export to the warehouse";
    private const string Nothing = "00000000-0000-4000-8000-000000000000";

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task The_id_of_the_path_is_started_without_a_body_and_with_any_verb(string where)
    {
        var answers = new[]
        {
            await apis.AskAsync(where, $"POST reloadtask/{Margin}/start"),
            await apis.AskAsync(where, $"PUT reloadtask/{Margin}/start", "[]"),
            await apis.AskAsync(where, $"POST reloadtask/{Margin.ToUpperInvariant()}/start", "[]", ("X-HTTP-Method-Override", "PUT")),
        };
        foreach (var answer in answers)
        {
            Shown(answer).ShouldBe(
                $$"""200 {"tasksId":{"started":[{"taskId":"{{Margin}}","taskName":"Reload of Margin Cockpit","executionId":"*"}],"invalid":[],"denied":[],"failed":[]},"tasksTag":[],"tasksTagDenied":[],"tasksTagFailed":[],"tasksCP":[],"tasksCPDenied":[],"tasksCPFailed":[],"commandId":"*"}""");
        }
    }

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task Items_starttaskid_starttasktag_and_starttaskcustomproperty_select_tasks(string where)
    {
        var answer = await apis.AskAsync(where, "POST reloadtask/-/start", $$$"""
            [{"type":"starttaskid","payload":{"taskId":"{{{Nothing}}}"}},
             {"type":"starttaskid","payload":{"taskId":"zzz"}},
             {"type":"starttasktag","payload":{"tag":"startable by script"}},
             {"type":"starttasktag","payload":{"tag":"it's none"}},
             {"type":"starttaskcustomproperty","payload":{"customPropertyName":"Department","customPropertyValue":"Operations"}}]
            """);
        var body = Body(answer);
        Names(body.GetProperty("tasksId").GetProperty("invalid"), "taskId").ShouldBe([Nothing, "zzz"]);
        Names(body.GetProperty("tasksTag"), "taskName").ShouldBe(["Reload of Margin Cockpit", "Reload of Sales Pipeline"], ignoreOrder: true);
        Names(body.GetProperty("tasksTagFailed"), "tag").ShouldBe(["it's none"]);
        Names(body.GetProperty("tasksCP"), "taskName").ShouldBe(["Nightly stock extract"]);
    }

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task A_task_that_the_file_does_not_allow_is_denied_and_a_disabled_one_failed(string where)
    {
        var external = await IdAsync(External);
        var disabled = await IdAsync("Reload of Operations Monitor");
        var ids = Body(await apis.AskAsync(where, $"POST reloadtask/{external}/start", $$$"""
            [{"type":"starttaskid","payload":{"taskId":"{{{disabled}}}"}}]
            """)).GetProperty("tasksId");
        ids.GetProperty("denied").GetRawText().ShouldStartWith($$"""[{"taskId":"{{external}}","taskName":"{{External}}","reason":""");
        ids.GetProperty("failed").GetRawText().ShouldBe(
            $$"""[{"taskId":"{{disabled}}","taskName":"Reload of Operations Monitor","reason":"Sense did not start it: the task is disabled, no scheduler is available, or the app is not available"}]""");
    }

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task With_allTaskIdsMustExist_an_invalid_id_leaves_the_others_in_denied_and_tags_start_all_the_same(string where)
    {
        var body = Body(await apis.AskAsync(where, $"PUT reloadtask/{Margin}/start?allTaskIdsMustExist=true", """
            [{"type":"starttaskid","payload":{"taskId":"zzz"}},{"type":"starttasktag","payload":{"tag":"nightly"}}]
            """));
        body.GetProperty("tasksId").GetRawText().ShouldBe(
            $$"""{"started":[],"invalid":[{"taskId":"zzz","reason":"there is no such task"}],"denied":[{"taskId":"{{Margin}}","taskName":"Reload of Margin Cockpit","reason":"another of the task ids does not exist"}],"failed":[]}""");
        Names(body.GetProperty("tasksTag"), "taskName").ShouldBe(["Nightly stock extract"]);
    }

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task Items_keyvaluestore_are_stored_before_the_start(string where)
    {
        var space = $"Från {where}/1";
        (await apis.AskAsync(where, $"POST reloadtask/{Margin}/start", $$$"""
            [{"type":"keyvaluestore","payload":{"namespace":"{{{space}}}","key":"from #1","value":"2031-03-14","ttl":"600000"}}]
            """)).ShouldStartWith("200 ");
        (await apis.AskAsync(where, $"GET keyvalues/{Uri.EscapeDataString(space)}?key=from%20%231")).ShouldBe(
            $$"""200 {"namespace":"{{space.Replace("å", "\\u00E5", StringComparison.Ordinal)}}","key":"from #1","value":"2031-03-14"}""");
    }

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task A_malformed_request_is_400_and_starts_nothing(string where)
    {
        Message(await apis.AskAsync(where, $"POST reloadtask/{Margin}/start", """[{"type":"start","payload":{}}]""")).ShouldBe(
            "400 body/0/type must be equal to one of the allowed values: keyvaluestore, starttaskid, starttasktag, starttaskcustomproperty");
        Message(await apis.AskAsync(where, $"POST reloadtask/{Margin}/start", "{}")).ShouldBe("400 body must be array");
        Message(await apis.AskAsync(where, $"POST reloadtask/{Margin}/start", null, ("X-HTTP-Method-Override", "NONSENSE"))).ShouldBe(
            "405 The method of X-HTTP-Method-Override is not supported here; expected PUT, POST.");
        Message(await apis.AskAsync(where, $"POST reloadtask/{Margin}/start", $"[{new string(' ', 5_000_000)}]")).ShouldStartWith("413 ");
    }

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task Prefer_wait_tells_how_the_run_ended_and_the_execution_tells_it_again(string where)
    {
        var answer = await apis.AskAsync(where, $"POST reloadtask/{Margin}/start", null, ("Prefer", "wait=120"));
        answer.ShouldStartWith("200 ");
        var execution = Body(answer).GetProperty("tasksId").GetProperty("started")[0].GetProperty("execution");
        (execution.GetProperty("statusText").GetString(), execution.GetProperty("taskId").GetString()).ShouldBe(("FinishedSuccess", Margin));
        var again = Body(await apis.AskAsync(where, $"GET executions/{execution.GetProperty("executionId").GetString()}"));
        again.GetRawText().ShouldBe(execution.GetRawText());
        Message(await apis.AskAsync(where, $"GET executions/{Nothing}")).ShouldStartWith("404 Sense has no result of an execution");
    }

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task A_repeated_request_id_starts_nothing_twice_and_its_command_is_told(string where)
    {
        var sales = await IdAsync("Reload of Sales Pipeline");
        var first = await apis.AskAsync(where, $"POST reloadtask/{sales}/start", null, ("X-Request-Id", $"once {where}"), ("Prefer", "wait=60"));
        var again = await apis.AskAsync(where, $"POST reloadtask/{sales}/start", null, ("X-Request-Id", $"once {where}"), ("Prefer", "wait=60"));
        again.ShouldBe(first);
        Message(await apis.AskAsync(where, $"POST reloadtask/{Margin}/start", null, ("X-Request-Id", $"once {where}"))).ShouldStartWith("409 ");
        var id = Body(first).GetProperty("commandId").GetString();
        var command = Body(await apis.AskAsync(where, $"GET commands/{id}"));
        (command.GetProperty("kind").GetString(), command.GetProperty("status").GetString()).ShouldBe(("start-task", "Succeeded"));
    }

    private async Task<string> IdAsync(string task)
    {
        using var sense = apis.Sense();
        using var site = JsonDocument.Parse(await sense.GetStringAsync(new Uri("/simulator/site", UriKind.Relative)));
        return site.RootElement.GetProperty("tasks").EnumerateArray().Single(each => each.GetProperty("name").GetString() == task)
            .GetProperty("id").GetString()!;
    }

    /// <summary>The answer with stars for the ids that differ.</summary>
    private static string Shown(string answer) => Ids().Replace(answer, "\"$1\":\"*\"");

    private static JsonElement Body(string answer) => JsonElement.Parse(answer[4..]);

    private static string Message(string answer) => $"{answer[..4]}{Body(answer).GetProperty("message").GetString()}";

    private static IEnumerable<string?> Names(JsonElement list, string member) =>
        [.. list.EnumerateArray().Select(each => each.GetProperty(member).GetString())];

    [GeneratedRegex("\"(executionId|commandId)\":\"[^\"]+\"")]
    private static partial Regex Ids();
}
