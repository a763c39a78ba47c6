using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Schedules;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Functions.Timers;

namespace Butler.Functions.Tests.Schedules;

/// <summary>What becomes of the due times of a schedule. The clock begins at 04:12:07.</summary>
public sealed class ScheduleRunsTests : IDisposable
{
    private readonly ScheduleSite site = new();

    [Fact]
    public async Task Each_due_time_becomes_one_command_at_its_second()
    {
        await site.CreateAsync("20 */5 * * * *");
        await site.PassUntilAsync("04:15:15");
        site.Started.ShouldBe("");
        await site.PassUntilAsync("04:15:20");
        var command = site.Commands.ShouldHaveSingleItem();
        (command.Id, command.Kind, command.Site, command.RequestedBy).ShouldBe(
            ($"{ScheduleSite.Id}:20310314T041520Z", "start-task", "default", "schedule Margin"));
        command.Deadline.ShouldBe(site.App.Time.GetUtcNow().AddMinutes(5));
        command.Arguments!.Value.GetRawText().ShouldBe(
            $$"""{"taskIds":["{{ScheduleSite.Task}}"],"tags":[],"customProperties":[],"allTaskIdsMustExist":false}""");
        (await site.LastAsync()).ShouldBe("04:15:20 succeeded");
        await site.PassUntilAsync("04:31:00");
        site.Started.ShouldBe("04:15:20 04:20:20 04:25:20 04:30:20");
        site.Missed.ShouldBe("");
    }

    [Fact]
    public async Task It_may_be_due_every_ten_seconds()
    {
        await site.CreateAsync("*/10 * * * * *");
        await site.PassUntilAsync("04:13:05");
        site.Started.ShouldBe("04:12:10 04:12:20 04:12:30 04:12:40 04:12:50 04:13:00");
    }

    /// <summary>Service Bus holds what is due within minutes only.</summary>
    [Fact]
    public async Task A_wake_up_is_scheduled_shortly_before_it_is_due()
    {
        await site.CreateAsync("0 6 * * *");
        await site.PassUntilAsync("05:56:00");
        site.App.WakeUps().ShouldBeEmpty();
        await site.PassUntilAsync("05:59:00");
        site.App.WakeUps().ShouldHaveSingleItem().Date("At").ShouldBe(new DateTimeOffset(2031, 3, 14, 6, 0, 0, TimeSpan.Zero));
        await site.PassUntilAsync("06:00:00");
        site.Started.ShouldBe("06:00:00");
        site.App.WakeUps().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2031-03-29T00:00:00Z", "2031-03-29 01:30, 2031-03-30 01:00, 2031-03-31 00:30")]
    [InlineData("2031-10-25T00:00:00Z", "2031-10-25 00:30, 2031-10-26 00:30, 2031-10-27 01:30")]
    public async Task It_is_started_once_a_day_also_when_the_clocks_change(string from, string started)
    {
        site.App.Time.Advance(DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture) - site.App.Time.GetUtcNow());
        await site.CreateAsync("30 2 * * *", zone: "W. Europe Standard Time");
        foreach (var _ in Enumerable.Range(0, 3))
        {
            site.SleepUntil("00:28:00");
            await site.PassUntilAsync("01:35:00");
            site.SleepUntil("1.00:00:00");
        }

        string.Join(", ", site.Commands.Select(command => ScheduleRunId.TryParse(command.Id, out var run)
            ? run.Due.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)
            : "")).ShouldBe(started);
        site.Missed.ShouldBe("");
    }

    [Fact]
    public async Task A_stop_at_the_last_second_holds()
    {
        await site.CreateAsync("*/5 * * * *");
        await site.PassUntilAsync("04:14:59");
        await site.App.Services.ScheduleStates.SetAsync(ScheduleSite.Id.ToString(), false, CancellationToken.None);
        await site.PassUntilAsync("04:16:00");
        await site.App.Services.ScheduleStates.SetAsync(ScheduleSite.Id.ToString(), true, CancellationToken.None);
        await site.PassUntilAsync("04:21:00");
        site.Started.ShouldBe("04:20:00");
        site.Missed.ShouldBe("");
    }

    [Fact]
    public async Task A_stop_and_a_start_before_it_is_due_change_nothing()
    {
        await site.CreateAsync("*/5 * * * *");
        await site.PassUntilAsync("04:14:57");
        await site.App.Services.ScheduleStates.SetAsync(ScheduleSite.Id.ToString(), false, CancellationToken.None);
        await site.App.Services.ScheduleStates.SetAsync(ScheduleSite.Id.ToString(), true, CancellationToken.None);
        await site.PassUntilAsync("04:16:00");
        site.Started.ShouldBe("04:15:00");
    }

    /// <summary>The stop comes between the reading of the schedule and the start.</summary>
    [Fact]
    public async Task Of_a_stop_and_a_start_at_the_same_moment_one_is_first()
    {
        await site.CreateAsync("*/5 * * * *");
        await site.PassUntilAsync("04:14:59");
        using var other = site.App.NewProcess();
        site.App.Tables.AfterGet = async () =>
        {
            site.App.Tables.AfterGet = null;
            await other.ScheduleStates.SetAsync(ScheduleSite.Id.ToString(), false, CancellationToken.None);
        };
        await site.PassUntilAsync("04:16:00");
        site.App.Tables.AfterGet.ShouldBeNull();
        site.Started.ShouldBe("");
    }

    [Fact]
    public async Task A_change_holds_for_what_is_on_its_way()
    {
        await site.CreateAsync("*/5 * * * *");
        await site.PassUntilAsync("04:14:59");
        await ChangeAsync(definition => definition with { Tasks = new StartTaskArguments { Tags = ["nightly"] } });
        await site.PassUntilAsync("04:15:00");
        site.Commands.ShouldHaveSingleItem().Arguments!.Value.GetProperty("tags")[0].GetString().ShouldBe("nightly");
        await site.PassUntilAsync("04:19:59");
        await ChangeAsync(definition => definition with { Cron = "22 * * * *" });
        await site.PassUntilAsync("04:23:00");
        site.Started.ShouldBe("04:15:00 04:22:00");
        await site.App.Services.ScheduleRows.DeleteAsync(ScheduleSite.Id.ToString(), CancellationToken.None);
        await site.PassUntilAsync("05:30:00");
        site.Started.ShouldBe("04:15:00 04:22:00");
        site.Missed.ShouldBe("");
    }

    [Fact]
    public async Task Two_instances_with_the_same_wake_up_send_one_command()
    {
        await site.CreateAsync("*/5 * * * *");
        await site.PassUntilAsync("04:14:59");
        using var other = site.App.NewProcess();
        var timer = new TimerMessage(
            ScheduleWakeUps.Kind, $"{ScheduleSite.Id}:20310314T041500Z", new DateTimeOffset(2031, 3, 14, 4, 15, 0, TimeSpan.Zero));
        site.App.Time.Advance(TimeSpan.FromSeconds(1));
        var message = site.App.Bus.Take(QueueNames.Timers)!.Value;
        await Task.WhenAll(
            other.TimerDue.RunAsync(App.Trigger(QueueNames.Timers, message.Message), CancellationToken.None),
            site.App.Services.TimerDue.RunAsync(App.Trigger(QueueNames.Timers, message.Message), CancellationToken.None));
        await site.PassUntilAsync("04:15:30");
        await site.App.Services.TimerDue.RunAsync(App.Trigger(QueueNames.Timers, message.Message), CancellationToken.None);
        await site.PassUntilAsync("04:19:00");
        site.Started.ShouldBe("04:15:00");
        site.App.Tables.Rows(TableNames.Commands).Count.ShouldBe(1);
        timer.Id.ShouldBe(site.Commands[0].Id);
    }

    [Fact]
    public async Task What_is_no_wake_up_of_a_schedule_is_refused() => (await Should.ThrowAsync<Queues.RefusedMessageException>(
        () => site.App.Services.TimerDue.RunAsync(
            new Queues.TriggerMessage
            {
                Queue = QueueNames.Timers,
                MessageId = "m",
                Body = """{"kind":"schedule","id":"Margin:today","due":"2031-03-14T04:15:00Z"}"""u8.ToArray(),
            },
            CancellationToken.None))).Message.ShouldBe("\"Margin:today\" does not name a schedule and its due time");

    [Theory]
    [InlineData(CommandStatus.Succeeded, null, "04:15:00 succeeded", "")]
    [InlineData(CommandStatus.Failed, "The task does not exist.", "04:15:00 failed: The task does not exist.", "04:15:00")]
    [InlineData(CommandStatus.Refused, "Not allowed.", "04:15:00 refused: Not allowed.", "04:15:00")]
    [InlineData(CommandStatus.Expired, "Too late.", "04:15:00 missed: Too late.", "04:15:00")]
    [InlineData(CommandStatus.OutcomeUnknown, "It stopped.", "04:15:00 unknown: It stopped.", "")]
    public async Task How_it_ended_is_recorded_and_alerted(CommandStatus status, string? error, string last, string missed)
    {
        site.Relay = command => ScheduleSite.Reply(command, status, error);
        await site.CreateAsync("15 4 * * *");
        await site.PassUntilAsync("04:16:00");
        (await site.LastAsync()).ShouldBe(last);
        site.Missed.ShouldBe(missed);
        site.App.Terminal.ToString().Contains("Margin", StringComparison.Ordinal).ShouldBe(missed.Length > 0);
    }

    [Fact]
    public async Task Tasks_that_were_not_started_are_told_with_the_others()
    {
        site.Relay = command => ScheduleSite.Reply(command, CommandStatus.Succeeded) with
        {
            Result = System.Text.Json.JsonSerializer.SerializeToElement(
                new StartTaskResult
                {
                    Tasks =
                    [
                        new TaskStart { By = "tag", Name = "nightly", TaskId = "1", TaskName = "One", Outcome = TaskOutcomes.Done },
                        new TaskStart
                        {
                            By = "tag",
                            Name = "nightly",
                            TaskId = "2",
                            TaskName = "Two",
                            Outcome = TaskOutcomes.Denied,
                            Reason = "its type",
                        },
                    ],
                },
                CommandJson.Default.StartTaskResult),
        };
        await site.CreateAsync("15 4 * * *");
        await site.PassUntilAsync("04:16:00");
        (await site.LastAsync()).ShouldBe("04:15:00 succeeded: Not started: Two: denied (its type)");
    }

    [Fact]
    public async Task The_event_of_a_missed_run_says_what_was_missed()
    {
        site.Relay = command => ScheduleSite.Reply(command, CommandStatus.Refused, "Not allowed.");
        await site.CreateAsync("15 4 * * *");
        await site.PassUntilAsync("04:15:00");
        var raised = site.App.Bus.Sent.Where(sent => sent.Queue == QueueNames.Events)
            .Select(sent => CloudEvent.Decode(sent.Message.Body.Span)).ShouldHaveSingleItem();
        (raised.Id, raised.Subject, raised.Site).ShouldBe(
            ($"default:missed:{ScheduleSite.Id}:20310314T041500Z", $"task/{ScheduleSite.Task}", "default"));
        raised.Data!.Value.GetRawText().ShouldBe($$$"""
            {"taskName":"Margin","taskId":"{{{ScheduleSite.Task}}}","logMessage":"Not allowed.",
            "enrichment":{"missing":["task","app","owner","execution","scriptLog"]},
            "dueAt":"2031-03-14T04:15:00\u002B00:00","lateMs":0}
            """.ReplaceLineEndings(""));
        site.App.Terminal.ToString().ShouldContain("Task did not start when due");
    }

    public void Dispose() => site.Dispose();

    private Task<Schedule?> ChangeAsync(Func<ScheduleDefinition, ScheduleDefinition> change) =>
        site.App.Services.ScheduleEditor.ChangeAsync(
            ScheduleSite.Id.ToString(), schedule => change(schedule.Definition), CancellationToken.None);
}
