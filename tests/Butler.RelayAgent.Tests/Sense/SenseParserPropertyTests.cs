using System.Text;
using Butler.RelayAgent.Sense;
using FsCheck;
using FsCheck.Fluent;

namespace Butler.RelayAgent.Tests.Sense;

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
            SenseParser.Parse(bytes);
            SenseParser.Parse([.. "/scheduler-task-failed/;"u8, .. bytes]);
        }).Check(Config);

    [Fact]
    public void Shuffled_pieces_of_a_datagram_never_make_it_throw() =>
        Prop.ForAll(
            Arb.From(Gen.Elements(
                "/scheduler-distribute/", "", "(null)", "h", @"D\u", "2031-03-14 04:12:07,318", "INFO", "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33")
                .ArrayOf().Select(pieces => string.Join(';', pieces))),
            text => { SenseParser.Parse(Encoding.UTF8.GetBytes("/scheduler-task-failed/;" + text)); }).Check(Config);

    [Fact]
    public void What_Sense_wrote_is_what_is_read_with_semicolons_in_any_one_name_and_in_the_message() =>
        Prop.ForAll(Arb.From(Fields()), written =>
        {
            var text = $"/scheduler-task-failed/;host1;{written.TaskName};{written.AppName};{written.User};{written.TaskId};{written.AppId};"
                + $"{written.TimeStamp};INFO;{written.ExecutionId};{written.Message}";

            SenseParser.Parse(Encoding.UTF8.GetBytes(text)).ShouldBe(written with
            {
                Tag = SenseTag.Find("/scheduler-task-failed/"),
                Host = "host1",
                Level = "INFO",
                Message = SenseText.Clean(written.Message!.TrimEnd()),
            });
        }).Check(Config);

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
