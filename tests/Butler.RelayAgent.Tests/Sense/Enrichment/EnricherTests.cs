using System.Text;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.RelayAgent.Sense.Enrichment;
using Butler.RelayAgent.Sense.ScriptLogs;
using Butler.RelayAgent.Tests.Sense.Support;
using Butler.Tests;
using Microsoft.AspNetCore.Http;

namespace Butler.RelayAgent.Tests.Sense.Enrichment;

public sealed class EnricherTests : EnrichmentTest
{
    private const string Log = "20310314T041000.000+0000      Execution started.\r\n20310314T041000.100+0000 0002 LOAD * FROM x;\r\n"
        + "20310314T041200.000+0000      Error: Field 'a' not found\r\n20310314T041200.100+0000      Execution Failed\r\n";

    [Fact]
    public async Task A_failed_reload_carries_all_that_Sense_knows()
    {
        Qrs.Site.AddFailedReload(1, Ended, Log);
        Qrs.Site.SetLast(1, 1);

        var made = await Open().Enricher.EnrichAsync(Event(1), Cancel);

        (made.Event.Id, made.Event.Type).ShouldBe(($"main:failed:{FakeSite.ExecutionId(1)}", "sense.reload.failed"));
        var data = Data(made);
        data.Enrichment.Missing.ShouldBeEmpty();
        data.Task!.ShouldSatisfyAllConditions(
            task => (task.Name, task.Kind, task.MaxRetries, task.IsPartialReload, task.TaskSessionTimeout)
                .ShouldBe(("Reload 1", "reload", 2, true, 1440)),
            task => task.Tags.ShouldBe(["production"]),
            task => task.CustomProperties.ShouldBe([new CustomProperty("Team", "Finance")]),
            task => task.NextExecution.ShouldBe(new DateTimeOffset(2031, 3, 15, 4, 0, 0, TimeSpan.Zero)));
        data.App!.ShouldSatisfyAllConditions(
            app => (app.Name, app.Stream, app.Description, app.FileSize, app.Published)
                .ShouldBe(("App 1", "Everyone", "Margins", 4711L, true)),
            app => app.CustomProperties.ShouldBe([new CustomProperty("Region", "EMEA")]));
        (data.Owner!.Name, data.Owner.Directory, data.Owner.UserId).ShouldBe(("Anna 1", "FABRIKAM", "anna1"));
        data.Owner.Emails.ShouldBe(["anna1@fabrikam.example"]);
        (data.Execution!.StatusText, data.Execution.DurationMs, data.Execution.Node, data.Execution.Stop)
            .ShouldBe(("FinishedFail", 90_000L, "node1", Ended));
        data.Execution.Details!.Select(detail => detail.Message).ShouldBe(
            ["Changing task state from Triggered to Started", "Changing task state from Started to FinishedFail"]);
        (data.ScriptLog!.Lines, data.ScriptLog.Characters, data.ScriptLog.Size).ShouldBe((4, Log.Length, 1000L));
        data.ErrorLines!.ShouldContain("20310314T041200.000+0000      Error: Field 'a' not found");
        (data.RawTask, data.RawApp).ShouldSatisfyAllConditions(raw => raw.RawTask.ShouldNotBeNull(), raw => raw.RawApp.ShouldNotBeNull());
    }

    [Fact]
    public async Task An_event_alone_costs_few_requests()
    {
        for (var i = 1; i <= 2; i++)
        {
            Qrs.Site.AddFailedReload(i, Ended, Log);
            Qrs.Site.SetLast(i, i);
        }

        var enricher = Open().Enricher;
        await enricher.EnrichAsync(Event(1), Cancel);
        Qrs.Asked.Count.ShouldBe(5); // with the owner, whom the next events know

        await enricher.EnrichAsync(Event(2), Cancel);
        Qrs.Asked.Count.ShouldBe(9);
    }

    [Fact]
    public async Task A_result_of_a_task_that_seems_to_run_still_is_asked_for_a_moment_later_and_once()
    {
        Qrs.Site.AddFailedReload(1, Ended, Log);
        Qrs.Site.SetLast(1, 1);
        var last = Qrs.Site.Tasks[FakeSite.TaskId(1)]["operational"]!["lastExecutionResult"]!;
        (last["status"], last["stopTime"]) = (2, FakeSite.Never);

        Data(await Open().Enricher.EnrichAsync(Event(1), Cancel)).Enrichment.Missing.ShouldBeEmpty();

        Qrs.Asked.Count(asked => asked.Contains("executionresult", StringComparison.Ordinal)).ShouldBe(1);
        Qrs.Asked.Count.ShouldBe(6);
    }

    [Fact]
    public async Task The_result_is_that_of_this_execution_not_of_the_last()
    {
        Qrs.Site.AddFailedReload(1, Ended, Log);
        Qrs.Site.AddExecution(2, task: 1, status: 8, Ended + TimeSpan.FromMinutes(5));
        Qrs.Site.SetLast(1, 2);

        Data(await Open().Enricher.EnrichAsync(Event(1), Cancel)).Execution!.ResultId.ShouldBe(FakeSite.ResultId(1));
    }

    [Fact]
    public async Task A_result_that_is_not_final_is_waited_for()
    {
        Qrs.Site.AddFailedReload(1, Ended, Log);
        Qrs.Site.Executions[FakeSite.ExecutionId(1)]["status"] = 2;
        var enriching = Open().Enricher.EnrichAsync(Event(1), Cancel);
        await Eventually.TrueAsync(
            () => Qrs.Asked.Count(each => each.Contains("executionresult", StringComparison.Ordinal)) >= 2,
            "the result was asked for again");
        Qrs.Site.AddExecution(1, 1, 8, Ended);

        var data = Data(await enriching);
        (data.Execution!.StatusText, data.Enrichment.Missing.Count).ShouldBe(("FinishedFail", 0));
    }

    [Theory]
    [InlineData(1, "sense.externalprogram.failed")]
    [InlineData(2, "sense.usersync.failed")]
    [InlineData(3, "sense.distribute.failed")]
    [InlineData(4, "sense.preload.failed")]
    public async Task Weakness_9_and_10_every_kind_of_task_has_its_own_type_and_result_in_one_form(int taskType, string type)
    {
        Qrs.Site.AddTask(1, taskType, app: null);
        Qrs.Site.AddExecution(1, 1, 8, Ended);
        Qrs.Site.SetLast(1, 1);

        var made = await Open().Enricher.EnrichAsync(Event(1, app: 0), Cancel);

        made.Event.Type.ShouldBe(type);
        Data(made).Enrichment.Missing.ShouldBeEmpty();
        var execution = Data(made).Execution!;
        (execution.StatusText, execution.Start, execution.Stop, execution.DurationMs).ShouldBe(
            ("FinishedFail", Ended - TimeSpan.FromSeconds(90), Ended, 90_000L));
    }

    [Theory]
    [InlineData(7, "sense.distribute.succeeded", false)]
    [InlineData(6, "sense.distribute.aborted", false)]
    [InlineData(8, "sense.distribute.failed", false)]
    [InlineData(11, "sense.distribute.failed", false)]
    [InlineData(13, "sense.distribute.finished", true)]
    public async Task Weakness_8_a_distribution_tells_its_outcome_or_that_it_has_none_yet(int status, string type, bool isMissing)
    {
        Qrs.Site.AddTask(1, taskType: 3, app: null);
        Qrs.Site.AddExecution(1, 1, status, Ended);

        var made = await Open().Enricher.EnrichAsync(Event(1, "/scheduler-distribute/", app: 0), Cancel);

        (made.Event.Id, made.Event.Type).ShouldBe(($"main:distribute:{FakeSite.ExecutionId(1)}", type));
        Data(made).Enrichment.Missing.ShouldBe(isMissing ? ["execution"] : []);
        Data(made).Execution!.Status.ShouldBe(status); // one that is not final is told apart from one that QRS does not know
    }

    [Fact]
    public async Task A_distribution_that_QRS_does_not_know_has_no_execution()
    {
        Qrs.Site.AddTask(1, taskType: 3, app: null);

        var made = await Open().Enricher.EnrichAsync(Event(1, "/scheduler-distribute/", app: 0), Cancel);

        made.Event.Type.ShouldBe("sense.distribute.finished");
        (Data(made).Execution, Data(made).Enrichment.Missing.Single()).ShouldBe((null, "execution"));
    }

    [Fact]
    public async Task What_the_repository_says_wins_in_every_field_over_a_datagram_that_was_damaged_on_its_way()
    {
        Qrs.Site.AddFailedReload(1, Ended, Log);
        Qrs.Site.Tasks[FakeSite.TaskId(1)]["name"] = "Försäljning";
        Qrs.Site.Apps[FakeSite.AppId(1)]["name"] = "Kundtjänst";
        Qrs.Site.Apps[FakeSite.AppId(1)]["owner"]!["userId"] = "åsa";

        var data = Data(await Open().Enricher.EnrichAsync(Damaged(), Cancel));

        (data.TaskName, data.Task!.Name, data.AppName, data.App!.Name, data.User, data.Enrichment.Missing.Count)
            .ShouldBe(("Försäljning", "Försäljning", "Kundtjänst", "Kundtjänst", @"FABRIKAM\åsa", 0));
    }

    [Fact]
    public async Task What_the_repository_does_not_know_stays_as_the_datagram_has_it()
    {
        var data = Data(await Open().Enricher.EnrichAsync(Damaged(), Cancel));

        (data.TaskName, data.AppName, data.User).ShouldBe(("F\uFFFDrs\uFFFDljning", "Kundtj\uFFFDnst", @"FABRIKAM\" + "\uFFFDsa"));
    }

    [Theory]
    [InlineData(@"D\svc", @"D\svc")]
    [InlineData("FABRIKAM\\\uFFFDsa", @"FABRIKAM\åsa")]
    [InlineData("FABRIKAM\\ĺsa", @"FABRIKAM\åsa")]
    [InlineData("fabrikam\\\uFFFDSA", @"FABRIKAM\åsa")]
    [InlineData("FABRIKAM\\\uFFFDsb", "FABRIKAM\\\uFFFDsb")]
    [InlineData("FABRIKAM\\ås", @"FABRIKAM\ås")]
    [InlineData("D\\M\uFFFDller", @"D\Müller")]
    [InlineData(@"FABRIKAM\asa", @"FABRIKAM\asa")]
    [InlineData(null, null)]
    public void A_user_whose_letters_are_damaged_is_spelled_as_the_repository_spells_one_whom_it_names(string? written, string? expected) =>
        UserName.Of(written, new OwnerInfo { Directory = "FABRIKAM", UserId = "åsa" }, null, @"D\Müller").ShouldBe(expected);

    [Fact]
    public async Task QRS_that_hangs_holds_an_event_back_for_ten_seconds_and_no_longer()
    {
        Qrs.Site.AddFailedReload(1, Ended, Log);
        Qrs.Delay = TimeSpan.FromMinutes(5);
        var time = new FakeTime();
        var enriching = Open(time: time).Enricher.EnrichAsync(Event(1), Cancel);
        await Eventually.TrueAsync(() => Qrs.Asked.Count >= 2, "task and app were asked for");
        time.Advance(Enricher.Budget - TimeSpan.FromMilliseconds(1));
        enriching.IsCompleted.ShouldBeFalse();

        time.Advance(TimeSpan.FromMilliseconds(1));

        var made = await enriching;
        (made.Event.Id, made.Event.Type).ShouldBe(($"main:failed:{FakeSite.ExecutionId(1)}", "sense.task.failed"));
        Data(made).Enrichment.Missing.ShouldBe(["task", "app", "owner", "execution", "scriptLog"]);
    }

    [Fact]
    public async Task Weakness_3_a_missing_app_costs_no_alert()
    {
        Qrs.Site.AddFailedReload(1, Ended, Log);
        Qrs.Site.Apps.Clear();

        var data = Data(await Open().Enricher.EnrichAsync(Event(1), Cancel));

        data.Enrichment.Missing.ShouldBe(["app", "owner"]);
        data.ScriptLog!.Lines.ShouldBe(4);
    }

    [Fact]
    public async Task Weakness_2_an_app_without_owner_costs_no_alert()
    {
        Qrs.Site.AddFailedReload(1, Ended, Log);
        Qrs.Site.AddApp(1, owner: null);

        var data = Data(await Open().Enricher.EnrichAsync(Event(1), Cancel));

        (data.Owner, data.App!.Name).ShouldBe((null, "App 1"));
        data.Enrichment.Missing.ShouldBe(["owner"]);
    }

    [Fact]
    public async Task An_owner_without_address_is_known_all_the_same()
    {
        Qrs.Site.AddFailedReload(1, Ended, Log);
        Qrs.Site.Users[FakeSite.OwnerId(1)] = new JsonObject { ["id"] = FakeSite.OwnerId(1), ["attributes"] = new JsonArray() };

        var data = Data(await Open().Enricher.EnrichAsync(Event(1), Cancel));

        (data.Owner!.Name, data.Owner.Emails.Count, data.Enrichment.Missing.Count).ShouldBe(("Anna 1", 0, 0));
    }

    [Fact]
    public async Task Weakness_14_a_deleted_task_is_of_unknown_kind()
    {
        Qrs.Site.AddFailedReload(1, Ended, Log);
        Qrs.Site.Tasks.Clear();

        var made = await Open().Enricher.EnrichAsync(Event(1), Cancel);

        made.Event.Type.ShouldBe("sense.task.failed");
        (Data(made).Task, Data(made).App!.Name).ShouldBe((null, "App 1"));
        Data(made).Enrichment.Missing.ShouldContain("task");
    }

    [Fact]
    public async Task Weakness_1_an_alert_goes_without_its_script_log()
    {
        Qrs.Site.AddFailedReload(1, Ended, Log);
        Qrs.Site.Logs.Clear();

        Data(await Open().Enricher.EnrichAsync(Event(1), Cancel)).Enrichment.Missing.ShouldBe(["scriptLog"]);
    }

    [Fact]
    public async Task Weakness_20_the_way_to_script_logs_is_remembered()
    {
        Qrs.IsNewer = true;
        Qrs.Site.AddFailedReload(1, Ended, Log);
        Qrs.Site.AddFailedReload(2, Ended, Log);
        var enricher = Open().Enricher;

        Data(await enricher.EnrichAsync(Event(1), Cancel)).ScriptLog!.Lines.ShouldBe(4);
        Data(await enricher.EnrichAsync(Event(2), Cancel)).ScriptLog!.Lines.ShouldBe(4);

        Qrs.Asked.Count(each => each.Contains("/scriptlog?", StringComparison.Ordinal)).ShouldBe(1);
        Qrs.Asked.Count(each => each.Contains("/scriptlogfile?", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("half")]
    [InlineData("401")]
    [InlineData("404")]
    [InlineData("500")]
    [InlineData("cut")]
    [InlineData("odd")]
    public async Task Weakness_15_whatever_QRS_answers_the_event_goes_out(string fault)
    {
        Qrs.Site.AddFailedReload(1, Ended, Log);
        Qrs.Fault = async context =>
        {
            switch (fault)
            {
                case "html": await context.Response.WriteAsync("<html>"); break;
                case "half": await context.Response.WriteAsync("[{\"id\""); break;
                case "odd": await context.Response.WriteAsync("""[{"id":7,"tags":"x","owner":[],"operational":3},null,4]"""); break;
                case "cut": context.Abort(); break;
                default: context.Response.StatusCode = int.Parse(fault, null); break;
            }

            return true;
        };

        var made = await Open().Enricher.EnrichAsync(Event(1), Cancel);

        (made.Event.Id, made.Event.Type).ShouldBe(($"main:failed:{FakeSite.ExecutionId(1)}", "sense.task.failed"));
        Data(made).Enrichment.Missing.ShouldBe(["task", "app", "owner", "execution", "scriptLog"]);
    }

    [Fact]
    public async Task Without_QRS_events_soon_go_at_once()
    {
        var access = Open(qrs: Options() with { Url = new Uri("https://127.0.0.1:9") });
        await access.Enricher.EnrichAsync(Event(1), Cancel);
        await access.Enricher.EnrichAsync(Event(2), Cancel);

        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 3; i < 203; i++)
        {
            Data(await access.Enricher.EnrichAsync(Event(i), Cancel)).Enrichment.Missing.Count.ShouldBe(5);
        }

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        access.Warnings.ShouldContain(
            warning => warning.StartsWith("QRS does not answer, events are sent without its information: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Secrets_stay_in_the_house()
    {
        Qrs.Site.AddFailedReload(1, Ended, "      Error: https://api.example.com/?api_key=abc123 Password=hunter2; token X-777\r\n");
        var access = Open(new ScriptLogOptions { Redact = [new("X-[0-9]+")] });

        Data(await access.Enricher.EnrichAsync(Event(1), Cancel)).ErrorLines.ShouldBe(
            ["      Error: https://api.example.com/?api_key=*** Password=***; token ***"]);
    }

    [Fact]
    public async Task Weakness_5_script_logs_of_failed_reloads_are_kept_on_disk()
    {
        Qrs.Site.AddFailedReload(1, Ended, Log);
        var kept = Path.Combine(Folder, "kept");

        await Open(new ScriptLogOptions { Store = new() { Directory = kept } }).Enricher.EnrichAsync(Event(1), Cancel);

        var file = Path.Combine(kept, "2031-03-14", $"2031-03-14_04-12-07_appId={FakeSite.AppId(1)}_taskId={FakeSite.TaskId(1)}.log");
        Directory.GetFiles(kept, "*", SearchOption.AllDirectories).ShouldBe([file]);
        (await File.ReadAllTextAsync(file, Cancel)).ShouldBe(Log);
    }

    [Fact]
    public async Task Weakness_5_kept_script_logs_go_after_their_time_and_nothing_else_does()
    {
        Qrs.Site.AddFailedReload(1, Ended, Log);
        var kept = Path.Combine(Folder, "kept");
        string[] files =
        [
            Path.Combine("2031-03-07", "2031-03-07_04-00-00_appId=a_taskId=b.log"), // a week and a day before the event
            Path.Combine("2031-03-06", "2031-03-06_04-00-00_appId=a_taskId=b.log"),
            Path.Combine("2031-03-05", "2031-03-05_04-00-00_appId=a_taskId=b.log"),
            Path.Combine("2031-03-05", "notes.txt"),
            Path.Combine("reports", "2031-01-01_04-00-00_appId=a_taskId=b.log"),
        ];
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.Combine(kept, Path.GetDirectoryName(file)!));
            await File.WriteAllTextAsync(Path.Combine(kept, file), "x", Cancel);
        }

        var store = new ScriptLogStoreOptions { Directory = kept, Keep = TimeSpan.FromDays(7) };
        await Open(new ScriptLogOptions { Store = store }, time: new FakeTime(Ended)).Enricher.EnrichAsync(Event(1), Cancel);

        Directory.GetFiles(kept, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(kept, file)).Order().ShouldBe(
        [
            Path.Combine("2031-03-05", "notes.txt"),
            files[0],
            Path.Combine("2031-03-14", $"2031-03-14_04-12-07_appId={FakeSite.AppId(1)}_taskId={FakeSite.TaskId(1)}.log"),
            files[4],
        ]);
    }

    [Fact]
    public async Task Fifty_megabytes_of_script_log_are_read_to_their_end()
    {
        // A fake clock: the enrichment budget must not end the test on a slow computer.
        Qrs.Site.AddFailedReload(1, Ended);
        var line = Encoding.UTF8.GetBytes("20310314T041200.000+0000      Error: the same again, and again, and again, and again\n");
        var times = 50 * 1024 * 1024 / line.Length;
        Qrs.Site.Logs[FakeSite.FileId(1)] = async (body, ct) =>
        {
            for (var i = 0; i < times; i++)
            {
                await body.WriteAsync(line, ct);
            }
        };

        var data = Data(await Open(time: new FakeTime(Ended)).Enricher.EnrichAsync(Event(1), Cancel));

        data.ScriptLog!.Lines.ShouldBe(times);
        (data.ScriptLog.Head.Count, data.ScriptLog.Tail.Count, data.ErrorLines!.Count).ShouldBe((15, 25, 20));
    }
}
