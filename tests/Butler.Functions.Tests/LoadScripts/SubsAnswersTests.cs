using Butler.Tests;

namespace Butler.Functions.Tests.LoadScripts;

/// <summary>What the subs make of answers.</summary>
public sealed class SubsAnswersTests
{
    private readonly FakeTime time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_tasks_that_were_started_are_a_table(bool qualify)
    {
        var engine = await RunAsync(
            """
            { "tasksId": { "started": [{ "taskId": "1", "taskName": "One", "executionId": "e1" }],
                           "invalid": [{ "taskId": "9" }], "denied": [] },
              "tasksTag": [{ "taskId": "2", "taskName": "Two", "executionId": "e2" }], "tasksTagDenied": [{ "tag": "ops" }],
              "tasksCP": [{ "taskId": "3", "taskName": "Three" }], "tasksCPDenied": [] }
            """, qualify, "Call StartTask('1', '', '', '', '', 'Started')", "Call StartTask('1', '', '', '', '')");

        engine.Tables.ShouldHaveSingleItem().Show().ShouldBe(qualify
            ? "Started.TaskId | Started.TaskName | Started.ExecutionId\n1 | One | e1\n2 | Two | e2\n3 | Three | -"
            : "TaskId | TaskName | ExecutionId\n1 | One | e1\n2 | Two | e2\n3 | Three | -");
    }

    [Fact]
    public async Task A_table_that_exists_gets_the_rows_added()
    {
        var engine = await RunAsync(
            """["a","b c"]""", false, "Call GetKeyValueNamespaces('All')", "Call GetKeyValueNamespaces('All')");

        engine.Tables.ShouldHaveSingleItem().Show().ShouldBe("Namespace name\na\nb c\na\nb c");
    }

    [Fact]
    public async Task Apps_and_schedules_are_tables()
    {
        (await RunAsync("""[{ "id": "1", "name": "A" }]""", false, "Call GetApps('T')")).Tables.Single().Show()
            .ShouldBe("App id | App name\n1 | A");
        (await RunAsync(
            """
            [{ "id": "1", "name": "A", "cronSchedule": "0 4 * * *", "timezone": "UTC", "qlikSenseTaskId": "t", "lastKnownState": "started",
               "tags": ["x"] }]
            """, false, "Call GetSchedules('T')")).Tables.Single().Show()
            .ShouldBe("Schedule id | Schedule name | Cron | Time zone | TaskId | State\n1 | A | 0 4 * * * | UTC | t | started");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_execution_is_waited_for(bool qualify)
    {
        var asked = 0;
        var engine = Engine(_ => Task.FromResult<string?>(++asked < 4
            ? """{ "executionId": "e", "status": 2, "statusText": "Started", "final": false }"""
            : """{ "executionId": "e", "status": 7, "statusText": "FinishedSuccess", "final": true }"""), qualify);
        var begin = time.GetUtcNow();

        await engine.RunAsync(Subs.Script("Call WaitForExecution('e', 60, 'vStatus')"));

        (engine.Variables["vStatus"], asked, time.GetUtcNow() - begin).ShouldBe(("FinishedSuccess", 4, TimeSpan.FromSeconds(15)));
        engine.Tables.ShouldBeEmpty();
    }

    [Fact]
    public async Task Waiting_ends_in_time()
    {
        var engine = await RunAsync("""{ "statusText": "Started", "final": false }""", false, "Call WaitForExecution('e', 12, 'vStatus')");

        engine.Variables["vStatus"].ShouldBe("TimedOut");
    }

    [Fact]
    public async Task A_failed_request_stops_the_script_or_is_told_in_variables()
    {
        await Should.ThrowAsync<InvalidOperationException>(
            () => Engine(_ => Task.FromResult<string?>(null)).RunAsync(Subs.Script("Call GetKeyValue('a', 'b', 'vResult')")));

        var fails = true;
        var engine = Engine(_ => Task.FromResult(fails ? null : """{ "value": "007" }"""));
        engine.Variables["ErrorMode"] = "0";
        await engine.RunAsync(Subs.Script("Let vResult = 'old';", "Call GetKeyValue('a', 'b', 'vResult')", "Call GetExecution('a', 'T')"));
        (engine.Variables["vResult"], engine.Variables["vButlerOk"], engine.Variables["vButlerError"])
            .ShouldBe((null, "0", "HTTP protocol error"));
        engine.Tables.ShouldBeEmpty();

        fails = false;
        await engine.RunAsync("Call GetKeyValue('a', 'b', 'vResult')");
        (engine.Variables["vResult"], engine.Variables["vButlerOk"], engine.Variables["vButlerError"]).ShouldBe(("007", "1", ""));
    }

    [Fact]
    public async Task A_table_that_does_not_exist_is_an_error() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => RunAsync("{}", false, "Call StartTask('', 'Tsks', '', '', '')")))
            .Message.ShouldBe("Unexpected token: [There is no table Tsks]");

    [Fact]
    public async Task A_trace_is_one_line_whatever_it_says()
    {
        var engine = Engine(_ => throw new InvalidOperationException("Nothing is sent."));
        engine.Variables["vMessage"] = "a; b $(c)";
        await engine.RunAsync(Subs.Script("Call NiceTrace(vMessage)"));

        engine.Traces.ShouldBe(["2031-03-14 04:12:07 a, b ¤(c)"]);
    }

    [Fact]
    public async Task The_address_and_the_connections_may_have_other_names()
    {
        var requests = new List<(string, string)>();
        var engine = new QlikEngine(request =>
        {
            requests.Add((request.Connection, request.Url));
            return Task.FromResult<string?>("{}");
        });
        await engine.RunAsync(Subs.Script(
            "Set vButlerUrl = 'http://localhost:7071/api/';", "Set vButlerHost = 'other';", "Set vButlerGet = 'Butler_GET (acme_anna)';",
            "Set vButlerPost = 'Butler_POST (acme_anna)';", "Call PingButler('vResult')", "Call CreateDir('d')"));

        requests.ShouldBe(
        [
            ("Butler_GET (acme_anna)", "http://localhost:7071/api/v4/butlerping"),
            ("Butler_POST (acme_anna)", "http://localhost:7071/api/v4/createdir"),
        ]);
    }

    private QlikEngine Engine(Func<QlikRequest, Task<string?>> send, bool qualify = false)
    {
        var engine = new QlikEngine(send, time: time) { Qualify = qualify };
        engine.Variables["vButlerUrl"] = "http://localhost:7071/api";
        return engine;
    }

    private async Task<QlikEngine> RunAsync(string answer, bool qualify, params string[] statements)
    {
        var engine = Engine(_ => Task.FromResult<string?>(answer), qualify);
        await engine.RunAsync(Subs.Script(statements));
        return engine;
    }
}
