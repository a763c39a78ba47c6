using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Schedules;
using Butler.Functions.Storage;
using Butler.Functions.Tests.QlikCloud.Commands;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Schedules;

/// <summary>Schedules that start reloads and automations of Qlik Cloud. The clock begins at 04:12:07.</summary>
public sealed class CloudSchedulesTests
{
    private const string What = $"the reload of the app {CommandSite.App} in the tenant acme";
    private const string Accepted = $"succeeded: Qlik Cloud accepted {What}: ";
    private const string Post = "Qlik Cloud tenant acme: POST acme/api/v1/reloads answered";

    [Fact]
    public async Task Each_due_time_starts_one_reload()
    {
        using var qlik = new FakeQlik($"{FakeQlik.Reload}, partial: true");
        await qlik.Site.PassUntilAsync("04:24:00");
        qlik.Started.ShouldBe("04:15:00 04:20:00");
        qlik.Tenant.Requests.Distinct().ShouldHaveSingleItem().ShouldBe(
            $$"""POST acme/api/v1/reloads {{CommandSite.Key}} {"appId":"{{CommandSite.App}}","partial":true}""");
        (await qlik.LastAsync()).ShouldBe(
            $"04:20:00 succeeded: Qlik Cloud accepted the partial reload of the app {CommandSite.App} in the tenant acme: new-1.");
        (qlik.Site.Missed, qlik.Site.Started).ShouldBe(("", ""));
        qlik.Site.Logs.Text.ShouldNotContain(CommandSite.Key);
    }

    [Theory]
    [InlineData("Refresh prices", $"POST acme/api/v1/automations/{CommandSite.Refresh}/actions/execute X-Execution-Token={CommandSite.Token}")]
    [InlineData(
        CommandSite.Notify,
        $"{FakeQlik.Run} {CommandSite.Key} {{\"id\":\"{CommandSite.Notify}\",\"context\":\"api\",\"inputs\":{{}}}}")]
    public async Task An_automation_is_started_by_its_name_or_id(string automation, string request)
    {
        using var qlik = new FakeQlik($"automation: {automation}", "15 4 * * *");
        qlik.Tenant.On($"POST acme/api/v1/automations/{CommandSite.Refresh}/actions/execute", "{}");
        await qlik.Site.PassUntilAsync("04:16:00");
        qlik.Tenant.Requests.ShouldBe([request]);
        (await qlik.LastAsync()).ShouldStartWith($"04:15:00 succeeded: Qlik Cloud accepted the automation \"{automation}\" of the tenant acme");
        qlik.Site.Logs.Text.ShouldNotContain(CommandSite.Token);
    }

    /// <summary>The tenant started it, and its answer was lost.</summary>
    [Fact]
    public async Task A_reload_whose_answer_was_lost_is_found_and_not_started_again()
    {
        using var qlik = new FakeQlik(FakeQlik.Reload, "15 4 * * *");
        qlik.Answer(-500);
        await qlik.Site.PassUntilAsync("04:15:10");
        (await qlik.LastAsync()).ShouldBe(
            $"04:15:00 waiting: {Post} 500: No. It may have been done all the same; look in Qlik Cloud before you repeat it.");
        await qlik.Site.PassUntilAsync("04:35:00");
        qlik.Started.ShouldBe("04:15:00");
        (await qlik.LastAsync()).ShouldBe($"04:15:00 {Accepted}new-0.");
        (qlik.Site.Missed, qlik.Posts).ShouldBe(("", 1));
    }

    [Fact]
    public async Task A_reload_that_was_not_started_is_started_after_a_look()
    {
        using var qlik = new FakeQlik(FakeQlik.Reload, "15 4 * * *");
        qlik.Answer(500, 500);
        await qlik.Site.PassUntilAsync("04:35:00");
        qlik.Started.ShouldBe("04:16:00");
        (await qlik.LastAsync()).ShouldBe($"04:15:00 {Accepted}new-2.");
        (qlik.Site.Missed, qlik.Posts).ShouldBe(("", 3));
    }

    [Fact]
    public async Task Reloads_of_others_do_not_count()
    {
        using var qlik = new FakeQlik(FakeQlik.Reload, "15 4 * * *");
        qlik.Answer(500);
        await qlik.Site.PassUntilAsync("04:15:10");
        qlik.Begin("of-another-user", user: "them");
        qlik.Begin("of-a-schedule-in-the-tenant", trigger: "chronos");
        qlik.Begin("partial", partial: true);
        qlik.Begin("before", created: "2031-03-14T04:14:00Z");
        await qlik.Site.PassUntilAsync("04:35:00");
        (await qlik.LastAsync()).ShouldBe($"04:15:00 {Accepted}new-1.");
        qlik.Posts.ShouldBe(2);
    }

    /// <summary>The reload of the due time before is as near as the clocks may differ.</summary>
    [Fact]
    public async Task The_reload_of_the_due_time_before_does_not_count()
    {
        using var qlik = new FakeQlik(FakeQlik.Reload, "0,10 15 4 * * *");
        qlik.Answer(201, 500);
        await qlik.Site.PassUntilAsync("04:35:00");
        qlik.Started.ShouldBe("04:15:00 04:15:40");
        (await qlik.LastAsync()).ShouldBe($"04:15:10 {Accepted}new-2.");
    }

    [Fact]
    public async Task A_rate_limit_is_waited_for()
    {
        using var qlik = new FakeQlik(FakeQlik.Reload, "15 4 * * *");
        qlik.Answer(429);
        await qlik.Site.PassUntilAsync("04:15:10");
        (await qlik.LastAsync()).ShouldBe($"04:15:00 waiting: {Post} 429: No.");
        await qlik.Site.PassUntilAsync("04:16:00");
        (qlik.Started, qlik.Site.Missed).ShouldBe(("04:15:30", ""));
        (await qlik.LastAsync()).ShouldBe($"04:15:00 {Accepted}new-1.");
    }

    [Fact]
    public async Task A_tenant_that_is_away_until_the_end_is_told_as_a_missed_run()
    {
        using var qlik = new FakeQlik(FakeQlik.Reload, "15 4 * * *");
        qlik.Tenant.Dispose();
        await qlik.Site.PassUntilAsync("04:29:00");
        (await qlik.LastAsync()).ShouldStartWith("04:15:00 waiting: Qlik Cloud tenant acme: ");
        await qlik.Site.PassUntilAsync("04:35:00");
        (await qlik.LastAsync()).ShouldStartWith("04:15:00 missed: Qlik Cloud tenant acme: ");
        qlik.Site.Missed.ShouldBe("04:15:00");
        qlik.Site.App.WakeUps().Select(wake => wake.Text("Kind")).ShouldNotContain(ScheduleWakeUps.Kind);
    }

    [Fact]
    public async Task A_refusal_is_told_at_once()
    {
        using var qlik = new FakeQlik(FakeQlik.Reload, "15 4 * * *");
        qlik.Answer(403);
        await qlik.Site.PassUntilAsync("04:15:00");
        await qlik.Site.PassUntilAsync("04:35:00");
        var reason = $"Qlik Cloud did not start {What}. {Post} 403: No.";
        (await qlik.LastAsync()).ShouldBe($"04:15:00 failed: {reason}");
        qlik.Posts.ShouldBe(1);
        var raised = qlik.Site.App.Bus.Sent.Where(sent => sent.Queue == QueueNames.Events)
            .Select(sent => CloudEvent.Decode(sent.Message.Body.Span)).ShouldHaveSingleItem();
        (raised.Id, raised.Type, raised.Subject).ShouldBe(
            ("default:missed:Margin:20310314T041500Z", EventTypes.TaskMissed, "schedule/Margin"));
        raised.Data!.Value.GetRawText().ShouldBe($$$"""
            {"taskName":"Margin","logMessage":"{{{reason}}}","enrichment":{"missing":["task","app","owner","execution","scriptLog"]},"dueAt":"2031-03-14T04:15:00\u002B00:00","lateMs":0}
            """);
    }

    [Fact]
    public async Task What_the_tenant_never_tells_is_unknown_and_told()
    {
        using var qlik = new FakeQlik(FakeQlik.Reload, "15 4 * * *");
        qlik.Answer(-500);
        await qlik.Site.PassUntilAsync("04:15:10");
        qlik.Tenant.On("GET acme/api/v1/reloads", new TenantAnswer(400));
        await qlik.Site.PassUntilAsync("04:35:00");
        (await qlik.LastAsync()).ShouldBe(
            $"04:15:00 unknown: It is not known whether Qlik Cloud started {What}. Qlik Cloud tenant acme: GET acme/api/v1/reloads answered 400.");
        (qlik.Site.Missed, qlik.Posts).ShouldBe(("04:15:00", 1));
    }

    [Fact]
    public async Task An_automation_whose_answer_was_lost_is_repeated_once_and_this_is_told()
    {
        using var qlik = new FakeQlik(FakeQlik.Automation, "15 4 * * *");
        qlik.Answer(500);
        await qlik.Site.PassUntilAsync("04:35:00");
        (await qlik.LastAsync()).ShouldBe(
            "04:15:00 succeeded: Qlik Cloud accepted the automation \"Notify\" of the tenant acme: new-1. An earlier request may have started "
            + "it, too.");
        (qlik.Site.Missed, qlik.Posts).ShouldBe(("", 2));
    }

    /// <summary>Between the two requests a rate limit may come, which is no request that may have started it.</summary>
    [Theory]
    [InlineData(500, 500)]
    [InlineData(500, 429, 429, 500)]
    public async Task An_automation_is_not_repeated_twice(params int[] answers)
    {
        using var qlik = new FakeQlik(FakeQlik.Automation, "15 4 * * *");
        qlik.Answer(answers);
        await qlik.Site.PassUntilAsync("04:35:00");
        (await qlik.LastAsync()).ShouldBe(
            "04:15:00 unknown: It is not known whether Qlik Cloud started the automation \"Notify\" of the tenant acme. Qlik Cloud tenant acme: "
            + $"{FakeQlik.Run} answered 500: No. It may have been done all the same; look in Qlik Cloud before you repeat it.");
        (qlik.Site.Missed, qlik.Posts, qlik.Started).ShouldBe(("04:15:00", answers.Length, ""));
    }

    [Fact]
    public async Task An_automation_that_may_have_started_is_never_told_as_missed()
    {
        using var qlik = new FakeQlik(FakeQlik.Automation, "15 4 * * *");
        qlik.Answer([500, .. Enumerable.Repeat(429, 40)]);
        await qlik.Site.PassUntilAsync("04:35:00");
        (await qlik.LastAsync()).ShouldStartWith("04:15:00 unknown: It is not known whether Qlik Cloud started the automation");
        qlik.Site.Missed.ShouldBe("04:15:00");
    }

    [Fact]
    public async Task A_schedule_that_is_stopped_while_it_waits_starts_nothing()
    {
        using var qlik = new FakeQlik(FakeQlik.Reload, "15 4 * * *");
        qlik.Answer(429);
        await qlik.Site.PassUntilAsync("04:15:10");
        await qlik.Site.App.Services.ScheduleStates.SetAsync("Margin", false, CancellationToken.None);
        await qlik.Site.PassUntilAsync("04:35:00");
        (await qlik.LastAsync()).ShouldBe("04:15:00 canceled: The schedule was stopped or changed before the command was sent.");
        (qlik.Started, qlik.Site.Missed).ShouldBe(("", ""));
    }

    [Fact]
    public async Task Two_instances_with_the_same_wake_up_send_one_request()
    {
        using var qlik = new FakeQlik(FakeQlik.Reload, "15 4 * * *");
        await qlik.Site.PassUntilAsync("04:14:59");
        using var other = qlik.Site.App.NewProcess();
        qlik.Site.App.Time.Advance(TimeSpan.FromSeconds(1));
        var message = App.Trigger(QueueNames.Timers, qlik.Site.App.Bus.Take(QueueNames.Timers)!.Value.Message);
        await Task.WhenAll(
            other.TimerDue.RunAsync(message, CancellationToken.None),
            qlik.Site.App.Services.TimerDue.RunAsync(message, CancellationToken.None));
        await qlik.Site.App.Services.TimerDue.RunAsync(message, CancellationToken.None);
        await qlik.Site.PassUntilAsync("04:25:00");
        (qlik.Posts, await qlik.LastAsync()).ShouldBe((1, $"04:15:00 {Accepted}new-0."));
    }

    /// <summary>The second start of a due time is delivered after the next due time has taken the place of the last run.</summary>
    [Fact]
    public async Task A_wake_up_that_comes_again_much_later_starts_and_tells_nothing()
    {
        using var qlik = new FakeQlik(FakeQlik.Reload);
        await qlik.Site.PassUntilAsync("04:14:59");
        var message = App.Trigger(QueueNames.Timers, qlik.Site.App.Bus.Waiting(QueueNames.Timers)[0]);
        await qlik.Site.PassUntilAsync("04:21:00");
        await qlik.Site.App.Services.TimerDue.RunAsync(message, CancellationToken.None);
        await qlik.Site.PassUntilAsync("04:24:00");
        (qlik.Started, qlik.Site.Missed, await qlik.LastAsync()).ShouldBe(("04:15:00 04:20:00", "", $"04:20:00 {Accepted}new-1."));
    }

    [Fact]
    public async Task The_rows_of_starts_are_deleted_after_the_retention()
    {
        using var qlik = new FakeQlik(FakeQlik.Reload, "15 4 14 3 *");
        await qlik.Site.PassUntilAsync("04:16:00");
        qlik.Site.App.Tables.Rows(TableNames.Schedules).Select(row => row.PartitionKey).ShouldBe(["cloud", "configured"], ignoreOrder: true);
        qlik.Site.App.Time.Advance(TimeSpan.FromDays(31));
        await qlik.Site.App.Services.ScheduleSweep.RunAsync(CancellationToken.None);
        qlik.Site.App.Tables.Rows(TableNames.Schedules).Select(row => row.PartitionKey).ShouldBe(["configured"]);
    }
}
