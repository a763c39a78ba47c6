using Butler.Core.Commands;
using Butler.Functions.Alerts;
using Butler.Functions.Schedules;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Schedules;

/// <summary>Due times at which the start was not possible. The clock begins at 04:12:07.</summary>
public sealed class MissedRunsTests : IDisposable
{
    private const string NoRelay = "No relay of site default has ever sent a heartbeat.";
    private readonly ScheduleSite site = new();

    [Fact]
    public async Task Without_a_relay_it_is_retried_for_a_quarter_of_an_hour_and_then_missed()
    {
        site.HasRelay = false;
        await site.CreateAsync("15 4 * * *");
        await site.PassUntilAsync("04:29:55");
        (await site.LastAsync()).ShouldBe($"04:15:00 waiting: {NoRelay}");
        site.Missed.ShouldBe("");
        await site.PassUntilAsync("04:30:00");
        (await site.LastAsync()).ShouldBe($"04:15:00 missed: {NoRelay}");
        site.Missed.ShouldBe("04:15:00");
        site.HasRelay = true;
        await site.PassUntilAsync("04:50:00");
        site.Started.ShouldBe("");
        site.App.WakeUps().ShouldBeEmpty();
        site.Logs.Text.ShouldContain($"The schedule Margin ({ScheduleSite.Id}) started nothing of what was due at 2031-03-14 04:15:00Z");
    }

    [Fact]
    public async Task The_next_start_ends_what_was_missed_once()
    {
        site.HasRelay = false;
        await site.CreateAsync("15,45 * * * *");
        await site.PassUntilAsync("04:31:00");
        (site.Missed, site.App.Deliveries(AlertKind.Resolved).Count).ShouldBe(("04:15:00", 0));
        site.HasRelay = true;
        await site.PassUntilAsync("05:50:00");

        (site.Started, site.Missed, site.StartedLate).ShouldBe(("04:45:00 05:15:00 05:45:00", "04:15:00", "04:15:00"));
        site.App.Deliveries(AlertKind.Resolved).ShouldHaveSingleItem().Event.Id
            .ShouldBe($"default:started:{ScheduleSite.Id}:20310314T041500Z");
    }

    [Fact]
    public async Task A_start_that_fails_is_ended_by_one_that_succeeds()
    {
        site.Relay = command => ScheduleSite.Reply(command, CommandStatus.Failed, "No.");
        await site.CreateAsync("15,45 * * * *");
        await site.PassUntilAsync("04:50:00");
        site.Relay = ScheduleSite.Succeeds;
        await site.PassUntilAsync("05:50:00");

        (site.Missed, site.StartedLate).ShouldBe(("04:15:00 04:45:00", "04:45:00"));
    }

    [Fact]
    public async Task A_relay_that_comes_in_time_is_asked()
    {
        site.HasRelay = false;
        await site.CreateAsync("15 4 * * *");
        await site.PassUntilAsync("04:20:00");
        site.HasRelay = true;
        await site.PassUntilAsync("04:22:00");
        site.Started.ShouldBe("04:15:00");
        (await site.LastAsync()).ShouldBe("04:15:00 succeeded");
        site.Missed.ShouldBe("");
    }

    [Fact]
    public async Task It_is_retried_until_the_next_one_is_due_at_the_latest()
    {
        site.HasRelay = false;
        await site.CreateAsync("*/5 * * * *");
        await site.PassUntilAsync("04:21:00");
        (await site.LastAsync()).ShouldBe($"04:20:00 waiting: {NoRelay}");
        site.Missed.ShouldBe("04:15:00");
        site.HasRelay = true;
        await site.PassUntilAsync("04:26:00");
        site.Started.ShouldBe("04:20:00 04:25:00");
    }

    [Fact]
    public async Task One_that_is_not_to_be_skipped_waits_for_the_relay()
    {
        site.HasRelay = false;
        await site.CreateAsync("15 4 * * *", MissedPolicy.Once);
        await site.PassUntilAsync("07:00:00");
        site.HasRelay = true;
        await site.PassUntilAsync("07:06:00");
        site.Started.ShouldBe("04:15:00");
        site.Missed.ShouldBe("");
    }

    [Theory]
    [InlineData(MissedPolicy.Skip, "07:40:00", "", "06:00:00 07:00:00", "07:00:00 missed")]
    [InlineData(MissedPolicy.Skip, "07:05:00", "07:00:00", "06:00:00", "07:00:00 succeeded")]
    [InlineData(MissedPolicy.Once, "07:40:00", "07:00:00", "", "07:00:00 succeeded")]
    public async Task What_passed_while_the_app_did_not_run(string policy, string until, string started, string missed, string last)
    {
        await site.CreateAsync("0 * * * *", policy);
        site.SleepUntil(until);
        site.App.Restart();
        await site.PassUntilAsync(until[..3] + "50:00");
        site.Started.ShouldBe(started);
        site.Missed.ShouldBe(missed);
        (await site.LastAsync()).ShouldStartWith(last);
    }

    [Fact]
    public async Task What_was_missed_together_is_counted()
    {
        await site.CreateAsync("0 * * * *");
        site.SleepUntil("07:01:00");
        await site.PassUntilAsync("07:02:00");
        (await site.App.Services.Schedules.FindAsync(ScheduleSite.Id.ToString(), CancellationToken.None))!.Row!.Missed.ShouldBe(
            new MissedRun(
                new DateTimeOffset(2031, 3, 14, 6, 0, 0, TimeSpan.Zero), 2,
                "The function app did not run, or could not reach its tables or queues."));
    }

    [Fact]
    public async Task One_that_is_stopped_while_it_waits_is_canceled()
    {
        site.HasRelay = false;
        await site.CreateAsync("15 4 * * *");
        await site.PassUntilAsync("04:16:00");
        await site.App.Services.ScheduleStates.SetAsync(ScheduleSite.Id.ToString(), false, CancellationToken.None);
        site.HasRelay = true;
        await site.PassUntilAsync("04:40:00");
        site.Started.ShouldBe("");
        site.Missed.ShouldBe("");
        (await site.LastAsync()).ShouldBe("04:15:00 canceled: The schedule was stopped or changed before the command was sent.");
    }

    [Fact]
    public async Task Tables_that_were_away_cost_no_run()
    {
        await site.CreateAsync("15 4 * * *");
        await site.PassUntilAsync("04:14:59");
        site.App.Tables.Away = true;
        site.App.Time.Advance(TimeSpan.FromSeconds(1));
        await site.App.RunVisibleAsync();
        site.App.Tables.Away = false;
        await site.PassUntilAsync("04:17:00");
        site.Started.ShouldBe("04:15:00");
    }

    [Fact]
    public async Task A_wake_up_that_is_lost_is_found_by_the_sweep()
    {
        await site.CreateAsync("15 4 * * *");
        foreach (var lost in site.App.Bus.Waiting(QueueNames.Timers))
        {
            site.App.Bus.Complete(QueueNames.Timers, lost);
        }

        await site.PassUntilAsync("04:19:00");
        site.Started.ShouldBe("04:15:00");
    }

    public void Dispose() => site.Dispose();
}
