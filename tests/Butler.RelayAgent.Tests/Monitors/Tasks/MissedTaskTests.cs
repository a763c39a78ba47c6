using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Tests.Sense.Support;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Monitors.Tasks;

public sealed class MissedTaskTests : TaskMonitorTest
{
    private static readonly TimeSpan HalfAnHour = TimeSpan.FromMinutes(30);

    /// <summary>The task is due two minutes after the start of the test.</summary>
    private DateTimeOffset Due { get; } = new(2031, 3, 14, 4, 14, 0, TimeSpan.Zero);

    private static string Missed => $"main:missed:{FakeSite.TaskId(1)}:20310314T041400Z";

    [Fact]
    public async Task A_task_that_did_not_start_within_15_minutes_raises_an_event_with_task_app_and_owner()
    {
        Site();
        var monitor = Start();
        await LookForAsync(monitor, TimeSpan.FromMinutes(16));
        Events().ShouldBeEmpty();

        Time.Advance(TimeSpan.FromSeconds(90));
        await monitor.LookAsync(Cancel);
        await LookForAsync(monitor, HalfAnHour);

        var raised = Events().ShouldHaveSingleItem();
        (raised.Id, raised.Type, raised.Subject, raised.Site).ShouldBe(
            (Missed, "sense.task.missed", $"task/{FakeSite.TaskId(1)}", "main"));
        ShouldBeTheData("missed.json", raised);
    }

    [Fact]
    public async Task A_scheduler_that_goes_on_to_the_next_due_time_without_a_run_has_missed_one()
    {
        Site();
        var monitor = Start();
        await LookForAsync(monitor, TimeSpan.FromMinutes(3));
        Qrs.Site.SetNext(1, Due + TimeSpan.FromDays(1));

        await LookForAsync(monitor, HalfAnHour);

        Ids().ShouldBe([Missed]);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(13, 14)]
    [InlineData(-1, 1)]
    [InlineData(-60, 3)]
    public async Task A_task_is_not_missed_when_a_run_began_then_or_still_went_on(int startsAfter, int endsAfter)
    {
        Site();
        var monitor = Start();
        await LookForAsync(monitor, TimeSpan.FromMinutes(3));
        Qrs.Site.SetNext(1, Due + TimeSpan.FromDays(1));
        Qrs.Site.AddRun(
            1, 1, Due + TimeSpan.FromMinutes(endsAfter), TimeSpan.FromMinutes(endsAfter - startsAfter), status: 8);

        await LookForAsync(monitor, HalfAnHour);

        Events().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_that_ended_before_the_due_time_is_another_one()
    {
        Site();
        Qrs.Site.AddRun(1, 1, Due - TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(45));
        Qrs.Site.SetLast(1, 1);

        await LookForAsync(Start(), HalfAnHour);

        Ids().ShouldBe([Missed]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_task_that_waits_in_a_queue_or_runs_is_not_missed(int status)
    {
        Site();
        var monitor = Start();
        await LookForAsync(monitor, TimeSpan.FromMinutes(3));
        Qrs.Site.AddSession(1, 1, status == 2 ? Due : null, status);
        Qrs.Site.SetNext(1, Due + TimeSpan.FromDays(1));

        await LookForAsync(monitor, HalfAnHour);

        Events().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_task_that_was_disabled_deleted_or_moved_is_not_missed()
    {
        for (var task = 1; task <= 5; task++)
        {
            Site(task);
        }

        var monitor = Start();
        await monitor.LookAsync(Cancel);
        Qrs.Site.SetNext(1, Due + TimeSpan.FromDays(3)); // before the due time
        Time.Advance(TimeSpan.FromSeconds(60));
        await monitor.LookAsync(Cancel);
        await LookForAsync(monitor, TimeSpan.FromMinutes(5));
        Qrs.Site.Tasks[FakeSite.TaskId(2)]["enabled"] = false;
        Qrs.Site.Tasks.Remove(FakeSite.TaskId(3), out _);
        Qrs.Site.SetNext(4, null);
        Qrs.Site.Tasks[FakeSite.TaskId(5)]["name"] = "Renamed";

        await LookForAsync(monitor, HalfAnHour);

        var raised = Events().ShouldHaveSingleItem();
        (raised.Id, raised.Data!.Value.GetProperty("taskName").GetString()).ShouldBe(
            ($"main:missed:{FakeSite.TaskId(5)}:20310314T041400Z", "Renamed"));
    }

    [Fact]
    public async Task A_due_time_that_was_past_when_the_relay_was_installed_and_a_task_without_schedule_are_not_missed()
    {
        Site();
        Qrs.Site.SetNext(1, Now - TimeSpan.FromMinutes(1));
        Site(2);
        Qrs.Site.SetNext(2, null);

        await LookForAsync(Start(), TimeSpan.FromHours(1));

        Events().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_relay_that_was_off_judges_by_the_runs_that_it_finds()
    {
        Site();
        Site(2);
        await LookForAsync(Start(), TimeSpan.Zero);
        Qrs.Site.AddRun(2, 2, Due + TimeSpan.FromMinutes(6), TimeSpan.FromMinutes(5));
        Qrs.Site.SetNext(1, Due + TimeSpan.FromDays(1));
        Qrs.Site.SetNext(2, Due + TimeSpan.FromDays(1));
        Time.Advance(TimeSpan.FromHours(10));

        // The runs of ten hours are several pages, one for each look.
        await LookForAsync(Start(), TimeSpan.FromMinutes(10));

        Ids().ShouldBe([Missed]);
    }

    [Fact]
    public async Task While_QRS_is_away_nothing_is_missed_and_later_the_runs_decide()
    {
        Site();
        Site(2);
        var monitor = Start();
        await monitor.LookAsync(Cancel);
        Qrs.Fault = context => Task.FromResult((context.Response.StatusCode = 403) == 403);
        for (var i = 0; i < 20; i++)
        {
            Time.Advance(monitor.Every);
            await Should.ThrowAsync<QrsException>(() => monitor.LookAsync(Cancel));
        }

        Events().ShouldBeEmpty();
        Qrs.Fault = null;
        Qrs.Site.AddRun(2, 2, Due + TimeSpan.FromMinutes(6), TimeSpan.FromMinutes(5));
        await LookForAsync(monitor, TimeSpan.Zero);
        Ids().ShouldBe([Missed]);
    }

    [Fact]
    public async Task A_restart_repeats_nothing_and_a_lost_file_repeats_the_id_only()
    {
        Site();
        var file = Path.Combine(Folder, "monitors", "tasks-due.json");
        await LookForAsync(Start(), TimeSpan.FromMinutes(10));
        var before = await File.ReadAllBytesAsync(file, Cancel);
        await LookForAsync(Start(), TimeSpan.FromMinutes(10));
        Ids().ShouldBe([Missed]);
        await LookForAsync(Start(), TimeSpan.FromMinutes(10));
        Events().ShouldBeEmpty();

        // As if it had been killed after the event and before the file.
        await File.WriteAllBytesAsync(file, before, Cancel);
        await LookForAsync(Start(), TimeSpan.FromMinutes(10));
        Ids().ShouldBe([Missed]);
    }

    [Fact]
    public async Task Clocks_that_jump_over_the_due_time_or_are_wrong_make_no_task_missed()
    {
        Site();
        var sense = new FakeTime();
        Qrs.Clock = sense;
        var monitor = Start();
        await monitor.LookAsync(Cancel);
        sense.Advance(TimeSpan.FromHours(1)); // the server's clock jumped
        Time.Advance(monitor.Every);
        await LookForAsync(monitor, HalfAnHour);
        Events().ShouldBeEmpty();

        Site(2);
        Qrs.Site.SetNext(2, sense.GetUtcNow() + TimeSpan.FromMinutes(12));
        var fast = new FakeTime(sense.GetUtcNow() + TimeSpan.FromMinutes(10));
        await Start(folder: Path.Combine(Folder, "fast"), time: fast).LookAsync(Cancel);
        fast.Advance(TimeSpan.FromMinutes(21));
        sense.Advance(TimeSpan.FromMinutes(21));
        await Start(folder: Path.Combine(Folder, "fast"), time: fast).LookAsync(Cancel);
        Events().ShouldBeEmpty();
    }

    [Fact]
    public async Task While_the_disk_is_full_an_event_waits()
    {
        Site();
        var monitor = Start();
        await LookForAsync(monitor, TimeSpan.FromMinutes(15));
        Time.Advance(TimeSpan.FromMinutes(5));
        IsJournalFull = true;
        var look = monitor.LookAsync(Cancel);
        await Task.Delay(500, Cancel);
        look.IsCompleted.ShouldBeFalse();
        Events().ShouldBeEmpty();

        IsJournalFull = false;
        await look;

        Ids().ShouldBe([Missed]);
    }

    [Fact]
    public async Task A_missed_task_that_starts_raises_an_event_once_also_after_a_restart()
    {
        Site();
        await LookForAsync(Start(), TimeSpan.FromMinutes(20));
        Ids().ShouldBe([Missed]);
        var monitor = Start();
        Qrs.Site.AddSession(1, 1, null, status: 1); // in the queue
        await LookForAsync(monitor, TimeSpan.FromMinutes(5));
        Events().ShouldBeEmpty();

        Qrs.Site.Sessions.Clear();
        Qrs.Site.AddSession(1, 1, Due + TimeSpan.FromMinutes(27), status: 2);
        await LookForAsync(monitor, TimeSpan.FromMinutes(5));
        await LookForAsync(Start(), TimeSpan.FromMinutes(5));

        var raised = Events().ShouldHaveSingleItem();
        (raised.Id, raised.Type, raised.Subject, raised.Site).ShouldBe(
            ($"main:started:{FakeSite.TaskId(1)}:20310314T041400Z", "sense.task.started", $"task/{FakeSite.TaskId(1)}", "main"));
        ShouldBeTheData("started.json", raised);
    }

    [Fact]
    public async Task The_start_of_a_missed_task_is_found_in_a_run_that_has_ended()
    {
        Site();
        var file = Path.Combine(Folder, "monitors", "tasks-due.json");
        await LookForAsync(Start(), TimeSpan.FromMinutes(20));
        Ids().ShouldBe([Missed]);
        var before = await File.ReadAllBytesAsync(file, Cancel);
        Qrs.Site.AddRun(1, 1, Now + TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(20));
        Time.Advance(TimeSpan.FromMinutes(2));
        await Start().LookAsync(Cancel);
        var started = $"main:started:{FakeSite.TaskId(1)}:20310314T041400Z";
        Ids().ShouldBe([started]);

        // As if it had been killed after the event and before the file.
        await File.WriteAllBytesAsync(file, before, Cancel);
        File.Delete(Path.Combine(Folder, "monitors", "tasks-runs.json"));
        Qrs.Site.AddSession(2, 1, Now, status: 2);
        await LookForAsync(Start(), TimeSpan.FromMinutes(3));
        Ids().ShouldBe([started]);
    }

    [Fact]
    public async Task A_task_that_stays_away_is_awaited_for_30_days()
    {
        Site();
        await LookForAsync(Start(), TimeSpan.FromMinutes(20));
        Ids().ShouldBe([Missed]);
        Time.Advance(TimeSpan.FromDays(31));
        await Start().LookAsync(Cancel);
        Qrs.Site.AddSession(1, 1, Now, status: 2);

        await LookForAsync(Start(), TimeSpan.FromMinutes(5));

        Events().ShouldBeEmpty();
    }

    private void Site(int task = 1)
    {
        Qrs.Site.AddTask(task, taskType: 0, app: task);
        Qrs.Site.AddApp(task, owner: 1);
        Qrs.Site.AddUser(1);
        Qrs.Site.SetNext(task, Due);
    }
}
