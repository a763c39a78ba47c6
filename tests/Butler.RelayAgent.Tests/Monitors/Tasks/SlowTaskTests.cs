using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Tests.Sense.Support;

namespace Butler.RelayAgent.Tests.Monitors.Tasks;

public sealed class SlowTaskTests : TaskMonitorTest
{
    [Fact]
    public async Task A_run_that_takes_three_times_as_long_as_usual_raises_an_event_with_task_app_and_owner()
    {
        Site(minutes: [9, 10, 30, 11, 10]);
        Qrs.Site.AddSession(50, 1, Now - TimeSpan.FromMinutes(29));
        var monitor = Start();
        await monitor.LookAsync(Cancel);
        await monitor.LookAsync(Cancel);
        Events().ShouldBeEmpty();

        Time.Advance(TimeSpan.FromSeconds(90));
        await monitor.LookAsync(Cancel);

        var raised = Events().ShouldHaveSingleItem();
        (raised.Id, raised.Type, raised.Subject, raised.Source, raised.Site, raised.Environment, raised.Relay, raised.Time).ShouldBe((
            $"main:slow:{FakeSite.ExecutionId(50)}", "sense.task.slow", $"task/{FakeSite.TaskId(1)}", "/sense/main/node50", "main", "test",
            "relay1", Now));
        ShouldBeTheData("slow.json", raised);
    }

    [Fact]
    public async Task A_slow_run_is_told_once_also_after_a_restart_and_the_next_one_again()
    {
        Site(minutes: [10, 10, 10, 10, 10]);
        Qrs.Site.AddSession(50, 1, Now - TimeSpan.FromMinutes(40));
        await LookForAsync(Start(), TimeSpan.FromMinutes(5));
        Ids().ShouldBe([$"main:slow:{FakeSite.ExecutionId(50)}"]);

        await LookForAsync(Start(), TimeSpan.FromMinutes(5));
        Events().ShouldBeEmpty();

        Qrs.Site.Sessions.Clear();
        Qrs.Site.AddSession(51, 1, Now - TimeSpan.FromMinutes(31));
        await LookForAsync(Start(), TimeSpan.Zero);
        Ids().ShouldBe([$"main:slow:{FakeSite.ExecutionId(51)}"]);
    }

    [Theory]
    [InlineData(4, 60, 2, "too few runs")]
    [InlineData(5, 60, 1, "it only waits for its start")]
    [InlineData(5, 60, 3, "it waits in a queue")]
    [InlineData(5, 60, 5, "it is being aborted")]
    public async Task A_run_is_not_slow_when(int runs, int minutes, int status, string reason)
    {
        Site([.. Enumerable.Repeat(10, runs)]);
        Qrs.Site.AddSession(50, 1, Now - TimeSpan.FromMinutes(minutes), status);

        await LookForAsync(Start(), TimeSpan.FromMinutes(3));

        Events().ShouldBeEmpty(reason);
    }

    [Fact]
    public async Task A_short_task_is_slow_two_minutes_after_its_usual_end()
    {
        Site(minutes: []);
        for (var i = 1; i <= 5; i++)
        {
            Qrs.Site.AddRun(i, 1, Now - TimeSpan.FromHours(i), TimeSpan.FromSeconds(10));
        }

        Qrs.Site.AddSession(50, 1, Now - TimeSpan.FromSeconds(60));
        await LookForAsync(Start(), TimeSpan.FromSeconds(60));
        Events().ShouldBeEmpty();

        Time.Advance(TimeSpan.FromSeconds(71));
        await LookForAsync(Start(), TimeSpan.Zero);
        Ids().ShouldBe([$"main:slow:{FakeSite.ExecutionId(50)}"]);
    }

    [Fact]
    public async Task A_failed_run_is_not_usual_and_neither_is_one_of_last_year()
    {
        Site(minutes: [10, 10, 10, 10]);
        Qrs.Site.AddRun(20, 1, Now - TimeSpan.FromHours(30), TimeSpan.FromMinutes(10), status: 8);
        Qrs.Site.AddRun(21, 1, Now - TimeSpan.FromDays(31), TimeSpan.FromMinutes(10));
        Qrs.Site.AddSession(50, 1, Now - TimeSpan.FromMinutes(60));

        await LookForAsync(Start(), TimeSpan.FromMinutes(30));

        Events().ShouldBeEmpty();
    }

    [Fact]
    public async Task Killed_after_the_event_and_before_the_file_it_raises_the_same_id()
    {
        Site(minutes: [10, 10, 10, 10, 10]);
        await LookForAsync(Start(), TimeSpan.FromMinutes(3));
        Qrs.Site.AddSession(50, 1, Now - TimeSpan.FromMinutes(40));
        await LookForAsync(Start(), TimeSpan.Zero);
        File.Delete(Path.Combine(Folder, "monitors", "tasks-slow.json"));

        await LookForAsync(Start(), TimeSpan.Zero);

        Ids().ShouldBe([$"main:slow:{FakeSite.ExecutionId(50)}", $"main:slow:{FakeSite.ExecutionId(50)}"]);
    }

    [Fact]
    public async Task Two_relays_of_a_site_raise_equal_ids()
    {
        Site(minutes: [10, 10, 10, 10, 10]);
        Qrs.Site.AddSession(50, 1, Now - TimeSpan.FromMinutes(40));

        await LookForAsync(Start(name: "one", folder: Path.Combine(Folder, "one")), TimeSpan.FromMinutes(3));
        await LookForAsync(Start(name: "two", folder: Path.Combine(Folder, "two")), TimeSpan.FromMinutes(3));

        Events().Select(each => (each.Id, each.Relay)).ShouldBe(
            [($"main:slow:{FakeSite.ExecutionId(50)}", "one"), ($"main:slow:{FakeSite.ExecutionId(50)}", "two")]);
    }

    [Fact]
    public async Task What_cannot_be_looked_up_is_named_and_an_external_program_has_no_app()
    {
        Site(minutes: [10, 10, 10, 10, 10]);
        Qrs.Site.AddTask(2, taskType: 1, app: null);
        for (var i = 31; i <= 35; i++)
        {
            Qrs.Site.AddRun(i, 2, Now - TimeSpan.FromHours(i), TimeSpan.FromMinutes(10));
        }

        await LookForAsync(Start(), TimeSpan.FromMinutes(3));
        Qrs.Site.AddSession(50, 1, Now - TimeSpan.FromMinutes(40));
        Qrs.Site.AddSession(51, 2, Now - TimeSpan.FromMinutes(40), kind: "externalProgramTask");
        Qrs.Fault = context => Task.FromResult(
            context.Request.Path.Value!.Contains("/app/", StringComparison.Ordinal) && (context.Response.StatusCode = 403) == 403);

        await LookForAsync(Start(), TimeSpan.Zero);

        Events().Select(each => each.Data!.Value.GetProperty("enrichment").ToString()).ShouldBe(
            ["""{"missing":["app","owner"]}""", """{"missing":[]}"""]);
    }

    [Fact]
    public async Task A_refusal_of_QRS_is_a_failed_look_without_events()
    {
        Site(minutes: [10, 10, 10, 10, 10]);
        Qrs.Site.AddSession(50, 1, Now - TimeSpan.FromMinutes(40));
        var monitor = Start();
        Qrs.Fault = context => Task.FromResult((context.Response.StatusCode = 403) == 403);
        (await Should.ThrowAsync<QrsException>(() => monitor.LookAsync(Cancel))).Message.ShouldBe(
            "GET /qrs/executionsession/full was refused (403). Give the user INTERNAL\\sa_api (qrs.user) a security rule in the QMC that "
                + "allows it to read this.");
        Events().ShouldBeEmpty();

        Qrs.Fault = null;
        await LookForAsync(monitor, TimeSpan.FromMinutes(3));
        Ids().ShouldBe([$"main:slow:{FakeSite.ExecutionId(50)}"]);
    }

    /// <summary>A reload task with successful runs, one each hour.</summary>
    private void Site(params int[] minutes)
    {
        Qrs.Site.AddTask(1, taskType: 0, app: 1);
        Qrs.Site.AddApp(1, owner: 1);
        Qrs.Site.AddUser(1);
        for (var i = 0; i < minutes.Length; i++)
        {
            Qrs.Site.AddRun(i + 1, 1, Now - TimeSpan.FromHours(i + 1), TimeSpan.FromMinutes(minutes[i]));
        }
    }
}
