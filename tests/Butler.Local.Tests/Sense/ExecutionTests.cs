using System.Net;
using System.Text;
using System.Text.Json;
using Butler.Local.Sense.Site;

namespace Butler.Local.Tests.Sense;

[Collection(nameof(SenseSimulatorCollection))]
public sealed class ExecutionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task A_failure_is_told_by_datagram_and_then_found_in_QRS_by_its_execution_id()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var execution = bench.Simulator.Scheduler.Run(bench.Margin.Id, RunOutcome.Failed)!;
        var datagram = await bench.DatagramAsync();

        datagram[..7].ShouldBe([
            "/scheduler-task-failed/", "qsprod02", "Reload of Margin Cockpit", "Margin Cockpit", @"FABRIKAM\svc_reload",
            "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33", "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1",
        ]);
        datagram[8..].ShouldBe(["WARN", execution.Id.ToString(), "Max retries reached"]);

        await bench.FinalAsync(execution.Id);
        var result = (await bench.FilterAsync("executionresult/full", $"executionID eq {execution.Id}")).EnumerateArray().Single();
        (result.GetProperty("taskID").GetGuid(), result.GetProperty("status").GetInt32(),
            result.GetProperty("scriptLogAvailable").GetBoolean())
            .ShouldBe((bench.Margin.Id, 8, true));
        (await bench.GetAsync($"reloadtask/{bench.Margin.Id}")).GetProperty("operational").GetProperty("lastExecutionResult")
            .GetProperty("id").GetGuid()
            .ShouldBe(execution.ResultId);
    }

    [Fact(Timeout = 20_000)]
    public async Task Until_it_has_settled_a_result_is_not_final()
    {
        await using var bench = await SimulatorBench.StartAsync();
        bench.Simulator.Behaviour.SettleTime = TimeSpan.FromMinutes(5);
        bench.Simulator.Scheduler.Run(bench.Margin.Id, RunOutcome.Failed);
        await bench.DatagramAsync();
        var result = (await bench.GetAsync($"reloadtask/{bench.Margin.Id}")).GetProperty("operational").GetProperty("lastExecutionResult");

        (result.GetProperty("status").GetInt32(), result.GetProperty("stopTime").GetString(),
            result.GetProperty("fileReferenceID").GetGuid())
            .ShouldBe((2, "1753-01-01T00:00:00.000Z", Guid.Empty));
    }

    [Theory(Timeout = 20_000)]
    [InlineData("Reload of Margin Cockpit", "Aborted", "/scheduler-task-aborted/", 6)]
    [InlineData("Reload of HR Board", "Succeeded", "/scheduler-task-success/", 7)]
    [InlineData("Export to the warehouse", "Failed", "/scheduler-task-failed/", 8)]
    [InlineData("User synchronization of FABRIKAM", "Succeeded", "/scheduler-task-success/", 7)]
    [InlineData("Distribute Margin Cockpit", "Failed", "/scheduler-distribute/", 8)]
    [InlineData("Preload of Margin Cockpit", "Failed", "/scheduler-task-failed/", 8)]
    public async Task Each_type_of_task_ends_in_its_own_words(string task, string outcome, string tag, int status)
    {
        await using var bench = await SimulatorBench.StartAsync();
        var execution = bench.Simulator.Scheduler.Run(bench.Simulator.Site.Task(task)!.Id, Enum.Parse<RunOutcome>(outcome))!;
        var datagram = await bench.DatagramAsync();
        await bench.FinalAsync(execution.Id);
        var result = (await bench.FilterAsync("executionresult/full", $"executionId eq {execution.Id}"))[0];

        (datagram[0], datagram[2], datagram[9]).ShouldBe((tag, task, execution.Id.ToString()));
        result.GetProperty("status").GetInt32().ShouldBe(status);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_distribution_may_go_on_until_it_is_ended()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var task = bench.Simulator.Site.Task("Distribute Margin Cockpit")!;
        var execution = bench.Simulator.Scheduler.Run(task.Id, RunOutcome.Unfinished)!;
        (await bench.DatagramAsync())[0].ShouldBe("/scheduler-distribute/");
        (await bench.FilterAsync("task/full", $"id eq {task.Id}"))[0].GetProperty("operational").GetProperty("lastExecutionResult")
            .GetProperty("status").GetInt32()
            .ShouldBe(14);

        (await bench.ControlAsync(HttpMethod.Post, "finish", $$"""{"executionId":"{{execution.Id}}","outcome":"succeeded"}""")).StatusCode
            .ShouldBe(HttpStatusCode.NoContent);
        await bench.FinalAsync(execution.Id);
        bench.Simulator.Site.LastOf(task.Id)!.Status.ShouldBe(ExecutionStatus.FinishedSuccess);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_task_started_through_QRS_runs_and_ends_as_it_is_bound_to()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var task = bench.Simulator.Site.Task("Reload of Customer 360")!;
        using var started = await bench.CallAsync(HttpMethod.Post, $"task/{task.Id}/start");
        var running = (await bench.GetAsync("executionsession"))[0].GetProperty("id").GetGuid();

        started.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var datagram = await bench.DatagramAsync();
        (datagram[0], datagram[9]).ShouldBe(("/scheduler-task-failed/", running.ToString()));
        await bench.FinalAsync(running);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_synchronous_start_says_which_execution_it_is_and_a_stop_aborts_it()
    {
        await using var bench = await SimulatorBench.StartAsync();
        bench.Simulator.Behaviour.RunTime = TimeSpan.FromMinutes(5);
        using var started = await bench.CallAsync(HttpMethod.Post, $"task/{bench.Margin.Id}/start/synchronous");
        started.StatusCode.ShouldBe(HttpStatusCode.Created);
        var execution = JsonDocument.Parse(await started.Content.ReadAsStringAsync(Cancelled)).RootElement.GetProperty("value").GetGuid();
        using var stopped = await bench.CallAsync(HttpMethod.Post, $"task/{bench.Margin.Id}/stop");

        stopped.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var datagram = await bench.DatagramAsync();
        (datagram[0], datagram[9]).ShouldBe(("/scheduler-task-aborted/", execution.ToString()));
        await bench.FinalAsync(execution);
    }

    [Theory(Timeout = 20_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_script_log_is_had_in_the_way_that_this_release_has(bool older)
    {
        await using var bench = await SimulatorBench.StartAsync();
        bench.Simulator.Behaviour.ScriptLogByFileReference = older;
        bench.Simulator.Behaviour.ScriptLogByExecutionResult = !older;
        var id = bench.Simulator.Scheduler.Run(bench.Margin.Id, RunOutcome.Failed)!.Id;
        await bench.FinalAsync(id);
        var execution = bench.Simulator.Site.Execution(id)!;
        var byReference = $"reloadtask/{bench.Margin.Id}/scriptlog?fileReferenceId={execution.FileReference}";
        var byResult = $"reloadtask/{bench.Margin.Id}/scriptlogfile?executionResultId={execution.ResultId}";

        using var other = await bench.CallAsync(HttpMethod.Get, older ? byResult : byReference);
        other.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var reference = (await bench.GetAsync(older ? byReference : byResult)).GetProperty("value").GetString();
        using var download = await bench.CallAsync(HttpMethod.Get, $"download/reloadtask/{reference}/scriptlog.txt");
        var lines = (await download.Content.ReadAsStringAsync(Cancelled)).Split("\r\n");
        lines.Select(line => line.Length > 25 ? line[25..].Trim() : "").ShouldContain("Table 'Budget_2031' not found");
        lines[^2].ShouldEndWith("Execution finished.");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_script_log_may_be_given_to_the_byte()
    {
        await using var bench = await SimulatorBench.StartAsync();
        byte[] log = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("Fehler: ä\r\n")];
        var id = bench.Simulator.Scheduler.Run(bench.Margin.Id, RunOutcome.Failed, log)!.Id;
        await bench.FinalAsync(id);
        var reference = (await bench.GetAsync(
            $"reloadtask/{bench.Margin.Id}/scriptlogfile?executionResultId={bench.Simulator.Site.Execution(id)!.ResultId}"))
            .GetProperty("value");
        using var download = await bench.CallAsync(HttpMethod.Get, $"download/reloadtask/{reference}/scriptlog.txt");

        (await download.Content.ReadAsByteArrayAsync(Cancelled)).ShouldBe(log);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_delayed_run_goes_on_since_the_time_that_was_asked_for()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        using var ordered = await bench.ControlAsync(
            HttpMethod.Post, "run", $$"""{"task":"{{bench.Margin.Id}}","outcome":"unfinished","runningFor":"00:30:00"}""");
        ordered.StatusCode.ShouldBe(HttpStatusCode.OK, await ordered.Content.ReadAsStringAsync(Cancelled));

        var session = (await bench.GetAsync("executionsession/full")).EnumerateArray().Single();
        var result = session.GetProperty("executionResult");
        (session.GetProperty("reloadTask").GetProperty("id").GetGuid(), result.GetProperty("status").GetInt32())
            .ShouldBe((bench.Margin.Id, 2));
        (now - result.GetProperty("startTime").GetDateTimeOffset()).ShouldBe(TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(10));
    }

    [Theory(Timeout = 20_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_task_that_is_due_starts_unless_its_start_is_skipped(bool skip)
    {
        await using var bench = await SimulatorBench.StartAsync();
        var before = bench.Simulator.Site.LastOf(bench.Margin.Id);
        using var ordered = await bench.ControlAsync(
            HttpMethod.Post, "due",
            $$"""{"task":"{{bench.Margin.Name}}","after":"00:00:00.3","skip":{{(skip ? "true" : "false")}}}""");
        ordered.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var due = bench.Simulator.Site.Task(bench.Margin.Id)!.DueAt!.Value;
        (await bench.FilterAsync("task/full", $"operational.nextExecution eq '{due:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}'"))[0]
            .GetProperty("id").GetGuid().ShouldBe(bench.Margin.Id);

        if (skip)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Cancelled);
            (bench.Simulator.Site.LastOf(bench.Margin.Id), bench.Simulator.Site.Task(bench.Margin.Id)!.DueAt).ShouldBe((before, due));
        }
        else
        {
            await bench.DatagramAsync();
            var started = bench.Simulator.Site.LastOf(bench.Margin.Id)!.Start;
            (started >= due.AddMilliseconds(-50), bench.Simulator.Site.Task(bench.Margin.Id)!.DueAt).ShouldBe((true, null));
        }
    }
}
