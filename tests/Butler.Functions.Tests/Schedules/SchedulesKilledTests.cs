using Butler.Core.Commands;
using Butler.Functions.Schedules;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Schedules;

/// <summary>The process dies at each write and each send. No due time is started twice, and none is lost.</summary>
public sealed class SchedulesKilledTests
{
    [Fact]
    public Task A_schedule_that_is_created_and_runs() => Death.AtEveryEffectAsync(async death =>
    {
        using var site = new ScheduleSite();
        death.Arm(site.App.Kill);
        await site.AgainAsync(() => site.CreateAsync("*/5 * * * *"));
        await site.PassUntilAsync("04:24:00");
        site.Started.ShouldBe("04:15:00 04:20:00");
        (await site.LastAsync()).ShouldBe("04:20:00 succeeded");
        site.Missed.ShouldBe("");
        site.App.WakeUps().Select(wake => wake.Text("Id")).ShouldBe([$"{ScheduleSite.Id}:20310314T042500Z"]);
    }, atLeast: 15);

    [Fact]
    public Task A_schedule_of_the_configuration() => Death.AtEveryEffectAsync(async death =>
    {
        using var site = new ScheduleSite($"[{{ name: Margin, cron: '*/5 * * * *', task: {ScheduleSite.Task} }}]");
        death.Arm(site.App.Kill);
        await site.PassUntilAsync("04:24:00");
        site.Started.ShouldBe("04:15:00 04:20:00");
        (await site.LastAsync("Margin")).ShouldBe("04:20:00 succeeded");
    }, atLeast: 15);

    [Fact]
    public Task A_stop_and_a_start() => Death.AtEveryEffectAsync(async death =>
    {
        using var site = new ScheduleSite();
        await site.CreateAsync("*/5 * * * *");
        await site.PassUntilAsync("04:14:57");
        death.Arm(site.App.Kill);
        await site.AgainAsync(() => SetAsync(site, false));
        await site.PassUntilAsync("04:19:00");
        site.Started.ShouldBe("");
        await site.AgainAsync(() => SetAsync(site, true));
        await site.PassUntilAsync("04:24:00");
        site.Started.ShouldBe("04:20:00");
        site.Missed.ShouldBe("");
    }, atLeast: 8);

    [Fact]
    public Task A_change() => Death.AtEveryEffectAsync(async death =>
    {
        using var site = new ScheduleSite();
        await site.CreateAsync("*/5 * * * *");
        await site.PassUntilAsync("04:14:57");
        death.Arm(site.App.Kill);
        await site.AgainAsync(() => site.App.Services.ScheduleEditor.ChangeAsync(
            ScheduleSite.Id.ToString(), _ => ScheduleSite.Definition("16,20 * * * *"), CancellationToken.None));
        await site.PassUntilAsync("04:24:00");
        site.Started.ShouldBe("04:16:00 04:20:00");
    }, atLeast: 8);

    [Fact]
    public Task A_run_that_waits_and_is_missed() => Death.AtEveryEffectAsync(async death =>
    {
        using var site = new ScheduleSite { HasRelay = false };
        await site.CreateAsync("15 4 * * *");
        await site.PassUntilAsync("04:14:57");
        death.Arm(site.App.Kill);
        await site.PassUntilAsync("04:35:00");
        site.Missed.ShouldBe("04:15:00");
        (await site.LastAsync()).ShouldStartWith("04:15:00 missed: No relay");
        site.App.WakeUps().ShouldBeEmpty();
        site.HasRelay = true;
        await site.PassUntilAsync("04:45:00");
        site.Started.ShouldBe("");
    }, atLeast: 8);

    [Fact]
    public Task A_start_after_a_missed_one() => Death.AtEveryEffectAsync(async death =>
    {
        using var site = new ScheduleSite { HasRelay = false };
        await site.CreateAsync("15,45 * * * *");
        await site.PassUntilAsync("04:31:00");
        site.HasRelay = true;
        await site.PassUntilAsync("04:44:57");
        death.Arm(site.App.Kill);
        await site.PassUntilAsync("04:50:00");
        (site.Missed, site.StartedLate).ShouldBe(("04:15:00", "04:15:00"));
        (await site.LastAsync()).ShouldBe("04:45:00 succeeded");
    }, atLeast: 8);

    [Fact]
    public Task Runs_that_passed_while_the_app_did_not_run() => Death.AtEveryEffectAsync(async death =>
    {
        using var site = new ScheduleSite();
        await site.CreateAsync("0 * * * *", MissedPolicy.Skip);
        site.SleepUntil("07:05:00");
        site.App.Restart();
        death.Arm(site.App.Kill);
        await site.PassUntilAsync("07:12:00");
        site.Started.ShouldBe("07:00:00");
        site.Missed.ShouldBe("06:00:00");
        site.App.Tables.Rows(TableNames.Commands).Count.ShouldBe(1);
    }, atLeast: 5);

    [Fact]
    public Task A_refusal() => Death.AtEveryEffectAsync(async death =>
    {
        using var site = new ScheduleSite { Relay = command => ScheduleSite.Reply(command, CommandStatus.Refused, "Not allowed.") };
        await site.CreateAsync("15 4 * * *");
        await site.PassUntilAsync("04:14:57");
        death.Arm(site.App.Kill);
        await site.PassUntilAsync("04:20:00");
        (await site.LastAsync()).ShouldBe("04:15:00 refused: Not allowed.");
        site.Missed.ShouldBe("04:15:00");
        site.Started.ShouldBe("04:15:00");
    }, atLeast: 8);

    private static Task SetAsync(ScheduleSite site, bool isStarted) =>
        site.App.Services.ScheduleStates.SetAsync(ScheduleSite.Id.ToString(), isStarted, CancellationToken.None);
}
