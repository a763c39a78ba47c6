using System.Text.Json;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Apps;
using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Tests.Commands;

/// <summary>Commands that only read: how tasks are doing, and what there is.</summary>
public sealed class TaskReadingTests : IDisposable
{
    private const string Execution = "9f5d5a0e-4b6c-4f43-8a1b-f3f4b3a1c001";

    private readonly CommandRelay relay = new();

    public TaskReadingTests()
    {
        relay.More.Add(new TaskStatusCommand(relay.Qrs));
        relay.More.Add(new ListTasks(new SenseTasks(relay.Qrs)));
        relay.More.Add(new ListApps(relay.Qrs));
        relay.More.Add(new ListNames(relay.Qrs));
    }

    [Theory]
    [InlineData(7, "FinishedSuccess", true)]
    [InlineData(6, "Aborted", true)]
    [InlineData(8, "FinishedFail", true)]
    [InlineData(11, "Error", true)]
    [InlineData(1, "Triggered", false)]
    [InlineData(2, "Started", false)]
    [InlineData(3, "Queued", false)]
    [InlineData(10, "Retry", false)]
    [InlineData(13, "DistributionQueue", false)]
    [InlineData(14, "DistributionRunning", false)]
    public async Task An_execution_tells_how_far_it_is(int status, string text, bool final)
    {
        var stop = final ? "2031-03-14T04:05:00.000Z" : "1753-01-01T00:00:00.000Z";
        relay.Qrs.Answers["executionresult/full"] = $$"""
            [{ "id": "f0000000-0000-4000-8000-000000000001", "executionID": "{{Execution}}", "taskID": "{{FakeQrs.Reload}}", "status": {{status}},
               "startTime": "2031-03-14T04:00:00.000Z", "stopTime": "{{stop}}", "duration": 300000, "executingNodeName": "node2" }]
            """;

        var reply = await StatusAsync(new TaskStatusArguments { ExecutionId = Execution.ToUpperInvariant() });

        relay.Qrs.Filters.ShouldBe([$"executionId eq {Execution}"]);
        var result = reply.Result!.Value;
        (Int(result, "status"), Text(result, "statusText"), result.GetProperty("final").GetBoolean()).ShouldBe((status, text, final));
        (Text(result, "start"), Text(result, "node"), Int(result, "durationMs")).ShouldBe(("2031-03-14T04:00:00+00:00", "node2", 300_000));
        Text(result, "stop").ShouldBe(final ? "2031-03-14T04:05:00+00:00" : null);
    }

    [Theory]
    [InlineData(8, true, false)]
    [InlineData(8, false, true)]
    [InlineData(7, true, true)]
    public async Task A_failed_run_is_not_the_end_while_its_session_exists_because_the_task_is_retried(
        int status, bool hasSession, bool final)
    {
        relay.Qrs.Answers["executionresult/full"] = $$"""
            [{ "executionID": "{{Execution}}", "taskID": "{{FakeQrs.Reload}}", "status": {{status}}, "startTime": "2031-03-14T04:10:00.000Z" },
             { "executionID": "{{Execution}}", "taskID": "{{FakeQrs.Reload}}", "status": 8, "startTime": "2031-03-14T04:00:00.000Z" }]
            """;
        if (hasSession)
        {
            relay.Qrs.Answers[$"executionsession/{Execution}"] = "{}";
        }

        var result = (await StatusAsync(new TaskStatusArguments { ExecutionId = Execution })).Result!.Value;

        (Int(result, "status"), Text(result, "taskId"), result.GetProperty("final").GetBoolean()).ShouldBe((status, FakeQrs.Reload, final));
    }

    [Fact]
    public async Task An_execution_that_Sense_does_not_know_has_no_status_and_is_not_final()
    {
        relay.Qrs.Answers["executionresult/full"] = "[]";

        var reply = await StatusAsync(new TaskStatusArguments { ExecutionId = Execution, TaskIds = [FakeQrs.Reload] });

        reply.Status.ShouldBe(CommandStatus.Succeeded);
        (Int(reply.Result!.Value, "status"), reply.Result.Value.GetProperty("final").GetBoolean(), Text(reply.Result.Value, "executionId"))
            .ShouldBe((null, false, Execution));
        reply.Result.Value.GetProperty("tasks")[0].GetProperty("status").GetString().ShouldBe("FinishedSuccess");
    }

    [Fact]
    public async Task An_execution_that_only_its_task_still_knows_is_told_of_all_the_same()
    {
        relay.Qrs.Answers["executionresult/full"] = "[]";
        relay.Qrs.Answers["task/full"] = relay.Qrs.Answers["task/full"].Replace(
            "\"status\": 7", $"\"executionID\": \"{Execution}\", \"status\": 8", StringComparison.Ordinal);

        var reply = await StatusAsync(new TaskStatusArguments { ExecutionId = Execution, TaskIds = [FakeQrs.Reload] });

        (Int(reply.Result!.Value, "status"), reply.Result.Value.GetProperty("final").GetBoolean()).ShouldBe((8, true));
    }

    [Fact]
    public async Task A_single_task_tells_of_its_last_execution()
    {
        var reply = await StatusAsync(new TaskStatusArguments { TaskIds = [FakeQrs.Reload] });

        reply.Result!.Value.GetRawText().ShouldBe($$"""
            {"total":1,"tasks":[{"id":"{{FakeQrs.Reload}}","name":"Margin","type":"reload","enabled":true,"appId":"a1","appName":"Margin Cockpit","tags":["nightly"],"status":"FinishedSuccess","started":"2031-03-14T04:00:00.000Z","ended":"2031-03-14T04:05:00.000Z"}],"status":7,"statusText":"FinishedSuccess","final":true,"start":"2031-03-14T04:00:00\u002B00:00","stop":"2031-03-14T04:05:00\u002B00:00"}
            """);
    }

    [Fact]
    public async Task Of_several_tasks_each_tells_for_itself_and_one_that_is_none_has_no_name()
    {
        var result = (await StatusAsync(new TaskStatusArguments { TaskIds = [FakeQrs.Reload, FakeQrs.External, "none"] })).Result!.Value;

        (Int(result, "total"), Int(result, "status")).ShouldBe((2, null));
        result.GetProperty("tasks").EnumerateArray().Select(task => Text(task, "name")).ShouldBe(["Margin", "Script", null]);
    }

    [Fact]
    public async Task Nothing_to_ask_for_is_refused_and_so_is_an_id_that_is_none()
    {
        (await StatusAsync(new TaskStatusArguments())).Error.ShouldBe("task-status names 1 to 200 tasks, or an execution.");
        (await StatusAsync(new TaskStatusArguments { ExecutionId = "x' or id ne 'y" }, "c2")).Error
            .ShouldBe("\"x' or id ne 'y\" is not the id of an execution.");
        relay.Qrs.Filters.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repository_that_does_not_answer_is_told()
    {
        relay.Qrs.GetFault = new QrsException(0, "no answer");
        var reply = await StatusAsync(new TaskStatusArguments { TaskIds = [FakeQrs.Reload] });
        (reply.Status, reply.Error).ShouldBe(
            (CommandStatus.Failed, "The request to Sense's repository failed, and nothing was changed: no answer"));
    }

    [Fact]
    public async Task Tasks_are_listed_by_name_page_by_page()
    {
        var all = (await ListAsync(CommandKinds.ListTasks, new ListArguments())).Result!.Value;
        (Int(all, "total"), Names(all, "tasks")).ShouldSatisfyAllConditions(
            each => each.Item1.ShouldBe(2),
            each => each.Item2.ShouldBe(["Margin", "Script"]));

        var second = (await ListAsync(CommandKinds.ListTasks, new ListArguments { Skip = 1, Take = 1 }, "c2")).Result!.Value;
        Names(second, "tasks").ShouldBe(["Script"]);

        var named = (await ListAsync(CommandKinds.ListTasks, new ListArguments { NameContains = "MARG" }, "c3")).Result!.Value;
        (Int(named, "total"), Names(named, "tasks").Single()).ShouldBe((1, "Margin"));
    }

    [Fact]
    public async Task Apps_are_listed_with_their_streams_and_as_many_as_a_reply_holds()
    {
        relay.Qrs.Answers["app"] = "[" + string.Join(',', Enumerable.Range(0, 5000).Select(i =>
            $$"""{ "id": "{{Guid.NewGuid()}}", "name": "App {{i:0000}} {{new string('x', 60)}}", "stream": { "name": "Everyone" } }"""))
                + ", { \"name\": \"without id\" }]";

        var result = (await ListAsync(CommandKinds.ListApps, new ListArguments { Take = 5000 })).Result!.Value;

        Int(result, "total").ShouldBe(5000);
        result.GetRawText().Length.ShouldBeLessThan(180 * 1024);
        result.GetProperty("apps")[0].GetProperty("stream").GetString().ShouldBe("Everyone");
        Names(result, "apps").ShouldBe(
            [.. Enumerable.Range(0, result.GetProperty("apps").GetArrayLength()).Select(i => $"App {i:0000} {new string('x', 60)}")]);
    }

    [Fact]
    public async Task Names_are_the_tags_and_custom_properties()
    {
        relay.Qrs.Answers["tag/full"] = """[{ "name": "nightly" }, { "name": "Finance" }, { "id": "1" }]""";
        relay.Qrs.Answers["custompropertydefinition/full"] =
            """[{ "name": "Team", "choiceValues": ["Finance", "Sales"], "objectTypes": ["ReloadTask"] }, { "name": "Free" }]""";

        (await relay.AskAsync(CommandRelay.Command(CommandKinds.ListNames))).Result!.Value.GetRawText().ShouldBe(
            """{"tags":["Finance","nightly"],"customProperties":[{"name":"Free","values":[],"objectTypes":[]},{"name":"Team","values":"""
                + """["Finance","Sales"],"objectTypes":["ReloadTask"]}]}""");
    }

    public void Dispose() => relay.Dispose();

    private static int? Int(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    private static string? Text(JsonElement from, string name) => from.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static List<string?> Names(JsonElement result, string list) =>
        [.. result.GetProperty(list).EnumerateArray().Select(each => Text(each, "name"))];

    private Task<CommandReply> StatusAsync(TaskStatusArguments arguments, string id = "c1") =>
        relay.AskAsync(CommandRelay.Command(CommandKinds.TaskStatus, arguments, CommandJson.Default.TaskStatusArguments, id));

    private Task<CommandReply> ListAsync(string kind, ListArguments arguments, string id = "c1") =>
        relay.AskAsync(CommandRelay.Command(kind, arguments, CommandJson.Default.ListArguments, id));
}
