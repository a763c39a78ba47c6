using Butler.Core.Text;
using Butler.RelayAgent.Sense.Parsing;
using FsCheck;
using FsCheck.Fluent;

namespace Butler.RelayAgent.Tests.Sense.Parsing;

public sealed class SenseParserPropertyTests
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(2000);

    /// <summary>Words of which names and messages are made, with what makes Butler stumble.</summary>
    private static readonly Gen<string> Words = Gen.Elements(
        "Reload", "of", "Margin", ";", ";;", "a;b", "Å", "日本", "\U0001F600", "(x)", "/", "'", "\"", "{{x}}", "2031", "%s", "<b>");

    [Fact]
    public void No_bytes_whatever_make_it_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            SenseParser.Parse(new SenseEncoding().Decode(bytes));
            SenseParser.Parse(new SenseEncoding().Decode([.. "/scheduler-task-failed/;"u8, .. bytes]));
        }).Check(Config);

    [Fact]
    public void Shuffled_pieces_of_a_datagram_never_make_it_throw() =>
        Prop.ForAll(
            Arb.From(Gen.Elements(
                "/scheduler-distribute/", "", "(null)", "h", @"D\u", "2031-03-14 04:12:07,318", "INFO",
                "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33",
                "04:12:07,318", "{DATE}", "WARN0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33", "{0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33}x", "ERROR")
                .ArrayOf().Select(pieces => string.Join(';', pieces))),
            text => { SenseParser.Parse("/scheduler-task-failed/;" + text); }).Check(Config);

    [Fact]
    public void What_Sense_wrote_is_what_is_read_with_semicolons_in_any_one_name_and_in_the_message() =>
        Prop.ForAll(Arb.From(Fields()), written =>
        {
            var text =
                $"/scheduler-task-failed/;host1;{written.TaskName};{written.AppName};{written.User};{written.TaskId};{written.AppId};"
                + $"{written.TimeStamp};INFO;{written.ExecutionId};{written.Message}";

            SenseParser.Parse(text).ShouldBe(written with
            {
                Tag = SenseTag.Find("/scheduler-task-failed/"),
                Host = "host1",
                Level = "INFO",
                Message = SenseText.Clean(written.Message!.TrimEnd()),
            });
        }).Check(Config);

    [Fact]
    public void Names_with_semicolons_braces_quotes_and_line_breaks_never_move_other_fields() =>
        Prop.ForAll(Arb.From(Messy()), written =>
        {
            var text =
                $"/scheduler-task-failed/;host1;{written.TaskName};{written.AppName};{written.User};{written.TaskId};{written.AppId};"
                + $"{written.TimeStamp};{written.Level};{written.ExecutionId};{written.Message}";

            var read = SenseParser.Parse(text);

            (read.Host, read.TaskId, read.AppId, read.TimeStamp, read.Level, read.ExecutionId, read.Message, read.Problem).ShouldBe((
                "host1", SenseText.CleanGuid(written.TaskId!), SenseText.CleanGuid(written.AppId!), written.TimeStamp, written.Level,
                written.ExecutionId is { Length: > 0 } id ? SenseText.CleanGuid(id) : null, SenseText.Clean(written.Message!.TrimEnd()),
                null), text);
            var names = SenseText.Clean($"{written.TaskName};{written.AppName};{written.User}")!.Trim();
            string.Join(';', read.TaskName, read.AppName, read.User).Trim().ShouldBe(names, text);
        }).Check(Config);

    /// <summary>Any names, ids in any form, the app's and the execution's missing or not, time stamps of several forms.</summary>
    private static Gen<SenseDatagram> Messy() =>
        from task in MessyName()
        from app in Gen.OneOf(Gen.Constant(""), MessyName())
        from user in Gen.Elements(@"DIR\svc", @"DIR\å b", "svc")
        from form in Gen.Elements("D", "N", "B", "P")
        from ids in ArbMap.Default.GeneratorFor<Guid>().Where(id => id != Guid.Empty).ArrayOf(3)
        from hasApp in ArbMap.Default.GeneratorFor<bool>()
        from hasExecution in ArbMap.Default.GeneratorFor<bool>()
        from time in Gen.Elements("2031-03-14 04:12:07,318", "14 Mar 2031 04:12:07,318", "04:12:07,318", "{DATE}", "14.03.2031 04:12:07")
        from level in Gen.Elements("INFO", "WARN", "ERROR", "FATAL")
        from message in Words.ListOf().Select(words => "Max " + string.Join(' ', words))
        select new SenseDatagram
        {
            TaskName = task,
            AppName = app,
            User = user,
            TaskId = ids[0].ToString(form),
            AppId = hasApp ? ids[1].ToString(form) : "",
            TimeStamp = time,
            Level = level,
            ExecutionId = hasExecution ? ids[2].ToString(form) : "",
            Message = message,
        };

    private static Gen<string> MessyName() =>
        Gen.OneOf(Words, Gen.Elements("\r\n", "\n", "{", "}", "{x}", "\"", "'", "WARN", "INFO", "(null)", "12:30", @"C:\a.exe", "\t", ""))
            .NonEmptyListOf().Select(words => "n" + string.Join("", words) + "m");

    private static Gen<SenseDatagram> Fields() =>
        from task in Name()
        from app in Name().Select(name => name.Replace(";", "", StringComparison.Ordinal))
        from user in Gen.Elements("svc", "svc;x", "a.b", "å")
        from message in Words.ListOf().Select(words => string.Join(' ', words))
        from ids in ArbMap.Default.GeneratorFor<Guid>().Where(id => id != Guid.Empty).ArrayOf(3)
        from millis in Gen.Choose(0, 999)
        select new SenseDatagram
        {
            TaskName = task,
            AppName = app + "!",
            User = @"DIR\" + user,
            TaskId = ids[0].ToString(),
            AppId = ids[1].ToString(),
            TimeStamp = $"2031-03-14 04:12:07,{millis:D3}",
            ExecutionId = ids[2].ToString(),
            Message = message,
        };

    private static Gen<string> Name() => Words.NonEmptyListOf().Select(words => "n" + string.Join(' ', words));
}
