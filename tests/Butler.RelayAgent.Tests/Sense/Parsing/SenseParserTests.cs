using Butler.RelayAgent.Sense.Parsing;

namespace Butler.RelayAgent.Tests.Sense.Parsing;

public sealed class SenseParserTests
{
    private const string TaskId = "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33";
    private const string AppId = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1";
    private const string ExecutionId = "5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02";

    private static readonly SenseDatagram Usual = new()
    {
        Tag = SenseTag.Find("/scheduler-task-failed/"),
        Host = "qsprod02",
        TaskName = "Reload of Margin Cockpit",
        AppName = "Margin Cockpit",
        User = @"FABRIKAM\svc_reload",
        TaskId = TaskId,
        AppId = AppId,
        TimeStamp = "2031-03-14 04:12:07,318",
        Level = "WARN",
        ExecutionId = ExecutionId,
        Message = "Max retries reached",
    };

    [Fact]
    public void The_usual_datagram_is_read_field_by_field() => Parse(Datagram()).ShouldBe(Usual);

    [Theory]
    [InlineData("/scheduler-task-failed/", "failed", "task", "failed")]
    [InlineData("/scheduler-reload-failed/", "failed", "task", "failed")]
    [InlineData("/scheduler-reloadtask-failed/", "failed", "task", "failed")]
    [InlineData("/scheduler-task-aborted/", "aborted", "task", "aborted")]
    [InlineData("/scheduler-reload-aborted/", "aborted", "task", "aborted")]
    [InlineData("/scheduler-task-success/", "success", "task", "succeeded")]
    [InlineData("/scheduler-task-success//", "success", "task", "succeeded")]
    [InlineData("//Scheduler-ReloadTask-SUCCESS///", "success", "task", "succeeded")]
    [InlineData(" /scheduler-distribute/ ", "distribute", "distribute", "finished")]
    [InlineData("\u0001/scheduler-distribute/\u0000", "distribute", "distribute", "finished")]
    public void Every_message_type_is_known_whatever_its_case_and_slashes(string tag, string family, string kind, string outcome) =>
        Parse(Datagram(tag: tag)).ShouldBe(Usual with { Tag = new SenseTag(family, kind, outcome) });

    [Theory]
    [InlineData("Nightly; all regions; and more", "Margin Cockpit", @"FABRIKAM\svc_reload", "Max retries reached")]
    [InlineData("Reload of A;B", "A;B", @"FABRIKAM\svc_reload", "Max retries reached")]
    [InlineData("Reload", "Margin Cockpit", @"FABRIKAM\svc;reload", "Max retries reached")]
    [InlineData("Reload", "Margin Cockpit", @"FABRIKAM\svc_reload", "Failed; see the log; or not;")]
    [InlineData("; ;", "Margin Cockpit", "nobody", "x;y")]
    public void Semicolons_within_a_field_stay_in_it(string task, string app, string user, string message) =>
        Parse(Datagram(task: task, app: app, user: user, message: message))
            .ShouldBe(Usual with { TaskName = task, AppName = app, User = user, Message = message });

    [Fact]
    public void Ids_and_a_time_stamp_within_the_message_do_not_mislead() =>
        Parse(Datagram(message: $"{AppId};{TaskId};2031-01-01 00:00:00,000;INFO;{ExecutionId};x")).ShouldBe(
            Usual with { Message = $"{AppId};{TaskId};2031-01-01 00:00:00,000;INFO;{ExecutionId};x" });

    [Theory]
    [InlineData("")]
    [InlineData("(null)")]
    [InlineData("(NULL)")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public void A_task_without_an_app_has_neither_its_name_nor_its_id(string none) =>
        Parse(Datagram(app: none.StartsWith('0') ? "" : none, appId: none)).ShouldBe(Usual with { AppName = null, AppId = null });

    [Fact]
    public void Ids_are_lower_case() =>
        Parse(Datagram(taskId: TaskId.ToUpperInvariant(), appId: AppId.ToUpperInvariant())).ShouldBe(Usual);

    [Fact]
    public void An_id_that_is_none_is_left_out_and_the_rest_is_read() =>
        Parse(Datagram(taskId: "not-an-id")).ShouldBe(Usual with { TaskId = null });

    [Theory]
    [InlineData(10)]
    [InlineData(9)]
    [InlineData(8)]
    [InlineData(7)]
    [InlineData(6)]
    [InlineData(5)]
    [InlineData(4)]
    [InlineData(3)]
    [InlineData(2)]
    public void Missing_trailing_fields_are_missed_and_nothing_more(int fields) =>
        Parse(string.Join(';', Datagram().Split(';')[..fields])).ShouldBe(Usual with
        {
            Message = null,
            ExecutionId = fields > 9 ? Usual.ExecutionId : null,
            Level = fields > 8 ? Usual.Level : null,
            TimeStamp = fields > 7 ? Usual.TimeStamp : null,
            AppId = fields > 6 ? Usual.AppId : null,
            TaskId = fields > 5 ? Usual.TaskId : null,
            User = fields > 4 ? Usual.User : null,
            AppName = fields > 3 ? Usual.AppName : null,
            TaskName = fields > 2 ? Usual.TaskName : null,
        });

    [Fact]
    public void Control_characters_go_and_line_breaks_become_spaces() =>
        Parse(Datagram(task: "Reload\u0007 of\tX", message: "first\r\nsecond\u0000\n")).ShouldBe(
            Usual with { TaskName = "Reload of X", Message = "first second" });

    [Theory]
    [InlineData("WARN;{0};Max retries reached")]
    [InlineData("WARN{0};Max retries reached")]
    [InlineData("WARN {0};Max retries reached")]
    [InlineData("WARN{{{0}}};Max retries reached")]
    [InlineData("warn;{0}Max retries reached")]
    [InlineData("WARN{0}Max retries reached")]
    [InlineData("{0};WARN;Max retries reached")]
    public void Level_and_execution_id_are_told_apart_whatever_stands_between_them(string tail)
    {
        var text = Tail(string.Format(System.Globalization.CultureInfo.InvariantCulture, tail, ExecutionId));
        Parse(text).ShouldBe(Usual with { Level = tail.StartsWith("warn", StringComparison.Ordinal) ? "warn" : "WARN" });
    }

    [Theory]
    [InlineData("WARN;Max retries reached", "WARN", null, "Max retries reached")]
    [InlineData("WARN;;Max retries reached", "WARN", null, "Max retries reached")]
    [InlineData("WARN;(null);Max retries reached", "WARN", null, "Max retries reached")]
    [InlineData("WARN;Failed; see the log", "WARN", null, "Failed; see the log")]
    [InlineData("WARN;" + AppId + " could not be reloaded", "WARN", null, AppId + " could not be reloaded")]
    [InlineData(";" + ExecutionId + ";Max retries reached", null, ExecutionId, "Max retries reached")]
    [InlineData(ExecutionId + ";Max retries reached", null, ExecutionId, "Max retries reached")]
    [InlineData("Max retries reached", null, null, "Max retries reached")]
    [InlineData("Max retries reached;again", null, null, "Max retries reached;again")]
    [InlineData("SCHWER;" + ExecutionId + ";Max retries reached", "SCHWER", ExecutionId, "Max retries reached")]
    [InlineData("WARN;17;Max retries reached", "WARN", "17", "Max retries reached")]
    [InlineData("WARN;5e9c7a10-44f2-4b", "WARN", "5e9c7a10-44f2-4b", null)]
    [InlineData("WA", "WA", null, null)]
    public void A_field_that_is_missing_after_the_time_stamp_moves_no_other(
        string tail, string? level, string? execution, string? message) =>
        Parse(Tail(tail)).ShouldBe(Usual with { Level = level, ExecutionId = execution, Message = message });

    [Theory]
    [InlineData("D")]
    [InlineData("N")]
    [InlineData("B")]
    [InlineData("P")]
    public void Ids_of_any_form_are_the_plain_lower_case_one(string form)
    {
        string Form(string id) => Guid.Parse(id).ToString(form);
        var text = Datagram(taskId: Form(TaskId), appId: $" {Form(AppId).ToUpperInvariant()}\0")
            .Replace(ExecutionId, Form(ExecutionId), StringComparison.Ordinal);
        Parse(text).ShouldBe(Usual);
    }

    [Theory]
    [InlineData("2031-03-14 04:12:07,318")]
    [InlineData("14 Mar 2031 04:12:07,318")] // log4net's DATE
    [InlineData("04:12:07,318")] // log4net's ABSOLUTE
    [InlineData("{DATE}")]
    [InlineData("%date{DATE}")]
    [InlineData("14.03.2031 04:12:07")]
    [InlineData("14.03.2031, 04:12:07")]
    [InlineData("3/14/2031 4:12:07 AM")]
    [InlineData("some day in March")]
    public void A_failed_external_program_with_semicolons_in_its_name_and_no_app_is_read_whatever_the_form_of_its_date(string timeStamp)
    {
        foreach (var none in new[] { "", "(null)" })
        {
            Parse($@"/scheduler-task-failed/;qsprod02;Run C:\jobs\load.exe; then; clean.bat;{none};FABRIKAM\svc_reload;{TaskId};{none};"
                + $@"{timeStamp};WARN;{ExecutionId};Max retries reached").ShouldBe(
                Usual with { TaskName = @"Run C:\jobs\load.exe; then; clean.bat", AppName = null, AppId = null, TimeStamp = timeStamp });
        }
    }

    [Fact]
    public void The_path_of_a_program_is_no_user() =>
        Parse($@"/scheduler-task-failed/;qsprod02;Run; D:\jobs\a.exe;;svc;{TaskId};;2031-03-14 04:12:07,318;WARN;{ExecutionId};"
            + @"Max retries reached").ShouldBe(
            Usual with { TaskName = @"Run; D:\jobs\a.exe", AppName = null, User = "svc", AppId = null });

    [Theory]
    [InlineData("{tag}{host};{names};{task};{app};{time};WARN;{exe};{message}")]
    [InlineData("{tag};{host};{names}{task};{app};{time};WARN;{exe};{message}")]
    [InlineData("{tag};{host};{names};{task}{app};{time};WARN;{exe};{message}")]
    [InlineData("{tag};{host};{names};{task};{app}{time};WARN;{exe};{message}")]
    [InlineData("{tag};{host};{names};{task};{app};{time}WARN;{exe};{message}")]
    [InlineData("{tag};{host};{names};{task};{app};{time} WARN{exe};{message}")]
    public void Where_a_separator_is_missing_the_fields_around_it_are_told_apart(string form) => Parse(Formed(form)).ShouldBe(Usual);

    [Theory]
    [InlineData("{tag};{host};{names};{task};{time};WARN;{exe};{message}", TaskId)]
    [InlineData("{tag};{host};{names};{time};WARN;{exe};{message}", null)]
    public void Where_ids_are_missing_the_other_fields_are_in_their_places(string form, string? task) =>
        Parse(Formed(form)).ShouldBe(Usual with { TaskId = task, AppId = null });

    [Fact]
    public void A_message_that_repeats_a_whole_datagram_does_not_mislead_though_the_app_is_missing() =>
        Parse(Datagram(app: "", appId: "", message: Datagram())).ShouldBe(
            Usual with { AppName = null, AppId = null, Message = Datagram() });

    [Fact]
    public void The_engines_message_is_not_understood_but_read() =>
        Parse($"/engine-reload-failed/;qsprod04;{AppId};x;FABRIKAM;jlopez;2031-03-14 07:00:01,555;ERROR;Reload failed").ShouldBe(
            new SenseDatagram
            {
                Tag = SenseTag.EngineReloadFailed,
                Host = "qsprod04",
                AppId = AppId,
                TimeStamp = "2031-03-14 07:00:01,555",
                Level = "ERROR",
                Message = "Reload failed",
                Problem = "the engine's message names no task, so no alert can be created",
            });

    [Theory]
    [InlineData("", "the message type \"\" is not known")]
    [InlineData("hello;world", "the message type \"hello\" is not known")]
    [InlineData("/scheduler-task-started/;h", "the message type \"/scheduler-task-started/\" is not known")]
    [InlineData("/scheduler-task-failed/", "nothing follows the message type")]
    [InlineData("/scheduler-task-failed/;;(null); ", "nothing follows the message type")]
    [InlineData("/scheduler-task-failed/;h;a;b;c;d;e;f;g;h;i", "neither the task's and app's ids nor the time stamp can be found in it")]
    public void What_cannot_be_understood_says_why(string datagram, string problem) => Parse(datagram).Problem.ShouldBe(problem);

    private static SenseDatagram Parse(string datagram) => SenseParser.Parse(datagram);

    private static string Tail(string tail) =>
        Datagram().Replace($"WARN;{ExecutionId};Max retries reached", tail, StringComparison.Ordinal);

    private static string Formed(string form) => form
        .Replace("{tag}", "/scheduler-task-failed/", StringComparison.Ordinal)
        .Replace("{host}", "qsprod02", StringComparison.Ordinal)
        .Replace("{names}", @"Reload of Margin Cockpit;Margin Cockpit;FABRIKAM\svc_reload", StringComparison.Ordinal)
        .Replace("{task}", TaskId, StringComparison.Ordinal)
        .Replace("{app}", AppId, StringComparison.Ordinal)
        .Replace("{time}", "2031-03-14 04:12:07,318", StringComparison.Ordinal)
        .Replace("{exe}", ExecutionId, StringComparison.Ordinal)
        .Replace("{message}", "Max retries reached", StringComparison.Ordinal);

    private static string Datagram(
        string tag = "/scheduler-task-failed/",
        string task = "Reload of Margin Cockpit",
        string app = "Margin Cockpit",
        string user = @"FABRIKAM\svc_reload",
        string taskId = TaskId,
        string appId = AppId,
        string message = "Max retries reached") =>
        $"{tag};qsprod02;{task};{app};{user};{taskId};{appId};2031-03-14 04:12:07,318;WARN;{ExecutionId};{message}";
}
