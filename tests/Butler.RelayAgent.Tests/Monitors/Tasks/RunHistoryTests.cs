using System.Text.Json;
using Butler.RelayAgent.Monitors.Tasks;
using Butler.RelayAgent.Tests.Sense.Support;

namespace Butler.RelayAgent.Tests.Monitors.Tasks;

/// <summary>What the monitor reads from QRS and keeps on disk.</summary>
public sealed class RunHistoryTests : TaskMonitorTest
{
    private string File => Path.Combine(Folder, "monitors", "tasks-runs.json");

    [Fact]
    public async Task The_last_30_days_are_read_once_in_growing_pages_and_then_only_new_ends()
    {
        Qrs.Site.AddRun(1, 1, Now - TimeSpan.FromDays(29), TimeSpan.FromMinutes(10));
        var monitor = Start();
        var pages = new List<TimeSpan>();
        for (var look = 0; look < 20; look++)
        {
            await monitor.LookAsync(Cancel);
            var asked = Asked();
            asked.Count.ShouldBeLessThanOrEqualTo(6);
            pages.AddRange(asked.Where(each => each.Contains("executionresult", StringComparison.Ordinal)).Skip(1).Select(Page));
            Time.Advance(monitor.Every);
        }

        pages[..6].ShouldBe([.. new[] { 1, 2, 4, 8, 16, 24 }.Select(hours => TimeSpan.FromHours(hours))]);
        pages.Aggregate(TimeSpan.Zero, (sum, page) => sum + page).ShouldBe(TimeSpan.FromDays(30));
        await monitor.LookAsync(Cancel);
        Asked().Count.ShouldBe(3);
        await Start().LookAsync(Cancel);
        Asked().Select(each => each.Split('?')[0]).ShouldBe(
            ["/qrs/executionsession/full", "/qrs/executionresult/full", "/qrs/task/full"]);
    }

    [Fact]
    public async Task At_most_20_durations_of_a_task_are_kept_the_latest()
    {
        for (var i = 1; i <= 30; i++)
        {
            Qrs.Site.AddRun(i, 1, Now - TimeSpan.FromHours(i), TimeSpan.FromMinutes(i));
        }

        var monitor = Start();
        await LookForAsync(monitor, TimeSpan.FromMinutes(30));
        Kept().ShouldBe(Enumerable.Range(1, 20).Reverse());

        Qrs.Site.AddRun(31, 1, Now, TimeSpan.FromMinutes(50));
        await LookForAsync(monitor, TimeSpan.FromMinutes(15));
        Kept().ShouldBe([.. Enumerable.Range(1, 19).Reverse(), 50]);
    }

    [Fact]
    public async Task After_a_restart_each_run_is_counted_once()
    {
        var monitor = Start();
        for (var i = 1; i <= 40; i++)
        {
            await monitor.LookAsync(Cancel);
            Qrs.Site.AddRun(i, 1, Now, TimeSpan.FromMinutes(i));
            Time.Advance(TimeSpan.FromSeconds(45));
            monitor = i % 4 == 0 ? Start() : monitor; // what was not saved is read again
        }

        await LookForAsync(monitor, TimeSpan.FromMinutes(15));

        Kept().ShouldBe(Enumerable.Range(21, 20));
    }

    [Fact]
    public async Task A_task_without_a_run_in_30_days_is_forgotten_and_after_a_longer_pause_all_is_read_anew()
    {
        Qrs.Site.AddRun(1, 1, Now - TimeSpan.FromDays(10), TimeSpan.FromMinutes(10));
        var monitor = Start();
        await LookForAsync(monitor, TimeSpan.FromMinutes(30));
        Kept().ShouldBe([10]);
        Time.Advance(TimeSpan.FromDays(25));
        Qrs.Site.AddRun(2, 2, Now, TimeSpan.FromMinutes(20));
        await LookForAsync(monitor, TimeSpan.FromHours(1));
        State().Tasks.Keys.ShouldBe([FakeSite.TaskId(2)]);

        Time.Advance(TimeSpan.FromDays(40));
        Qrs.Site.AddRun(3, 3, Now - TimeSpan.FromDays(20), TimeSpan.FromMinutes(20));
        await LookForAsync(monitor, TimeSpan.FromMinutes(30));
        State().Tasks.Keys.ShouldBe([FakeSite.TaskId(3)]);
    }

    [Fact]
    public async Task A_damaged_file_begins_anew()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, """{"Since":"2031-03-01T00:00:00Z","Tasks":null}""", Cancel);
        Qrs.Site.AddRun(1, 1, Now - TimeSpan.FromDays(10), TimeSpan.FromMinutes(10));

        await LookForAsync(Start(), TimeSpan.FromMinutes(30));

        Kept().ShouldBe([10]);
    }

    [Fact]
    public async Task Missed_tasks_alone_need_no_history_and_slow_runs_alone_no_due_times()
    {
        await Start(new TaskMonitorOptions { Missed = TimeSpan.FromMinutes(15) }).LookAsync(Cancel);
        Asked().Select(each => each.Split('?')[0]).ShouldBe(
            ["/qrs/executionsession/full", "/qrs/executionresult/full", "/qrs/task/full"]);

        await Start(new TaskMonitorOptions { Slow = 3 }).LookAsync(Cancel);
        Asked().ShouldNotContain(each => each.StartsWith("/qrs/task", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_events_cost_three_requests_more_and_those_over_100_follow_in_the_next_look()
    {
        for (var i = 1; i <= 150; i++)
        {
            Qrs.Site.AddTask(i, taskType: 0, app: 1);
            Qrs.Site.SetNext(i, Now + TimeSpan.FromMinutes(1));
        }

        Qrs.Site.AddApp(1, owner: 1);
        Qrs.Site.AddUser(1);
        var monitor = Start();
        await LookForAsync(monitor, TimeSpan.FromMinutes(15));
        Time.Advance(TimeSpan.FromSeconds(90));
        Asked();

        await monitor.LookAsync(Cancel);
        (Events().Count, Asked().Count).ShouldBe((100, 6));
        await monitor.LookAsync(Cancel);
        (Events().Count, Asked().Count).ShouldBe((50, 6));
    }

    private static TimeSpan Page(string asked)
    {
        var times = asked.Split('\'');
        return DateTimeOffset.Parse(times[3], null) - DateTimeOffset.Parse(times[1], null);
    }

    private RunHistoryState State() =>
        JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(File), TaskMonitorJson.Default.RunHistoryState)!;

    /// <summary>The kept durations of the first task, in minutes.</summary>
    private IEnumerable<int> Kept() => State().Tasks[FakeSite.TaskId(1)].Ms.Select(ms => ms / 60_000);
}
