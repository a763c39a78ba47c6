using System.Text;
using System.Text.RegularExpressions;
using Butler.Core.ScriptLogs;
using Butler.Core.Secrets;
using Butler.Core.Text;

namespace Butler.Core.Tests.ScriptLogs;

public sealed class ScriptLogReaderTests
{
    private static readonly string[] Lines = ["20310314T041000.000+0000      Execution started.", "åäö 日本 🚀", "", "last"];

    public static TheoryData<string, byte[]> Encodings => new()
    {
        { "UTF-8", new UTF8Encoding(false).GetBytes(string.Join("\r\n", Lines)) },
        { "UTF-8 with a mark", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(string.Join("\n", Lines))] },
        { "UTF-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(string.Join("\r\n", Lines) + "\r\n")] },
        {
            "UTF-16, big end first",
            [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(string.Join("\r\n", Lines))]
        },
        { "UTF-16 without a mark", Encoding.Unicode.GetBytes(string.Join("\r\n", Lines)) },
    };

    public static TheoryData<string, string> CodePages => new()
    {
        { "windows-1252", "Ausführung fehlgeschlagen – Größe €" },
        { "iso-8859-1", "Ausführung fehlgeschlagen" },
        { "windows-1251", "Выполнение прервано" },
        { "shift_jis", "実行に失敗しました ソ" },
        { "gb2312", "执行失败" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Any_encoding_is_read_however_it_is_cut_into_pieces(string name, byte[] log)
    {
        foreach (var piece in new[] { 1, 3, 10_000 })
        {
            var result = await ReadAsync(log, piece);
            result.Info.Head.ShouldBe(Lines, name);
            (result.Info.Lines, result.ErrorLines).ShouldBe((4, null));
        }
    }

    [Theory]
    [MemberData(nameof(CodePages))]
    public async Task A_log_in_a_code_page_is_read_as_udp_encoding_says(string name, string message)
    {
        string[] lines = ["20310314T041000.000+0000      Start", $"20310314T041000.000+0000      {message}"];
        var codePage = (CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name));
        foreach (var piece in new[] { 1, 3, 10_000 })
        {
            var result = await ReadAsync(codePage.GetBytes(string.Join("\r\n", lines)), piece, new SenseEncoding(codePage));
            result.Info.Head.ShouldBe(lines, name);
            result.ErrorLines.ShouldBe(lines);
        }
    }

    [Fact]
    public async Task A_drivers_message_in_a_code_page_within_a_log_in_UTF8_is_read_beside_it()
    {
        byte[] log =
        [
            .. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("Größe\n"), .. Encoding.Latin1.GetBytes("Größe ü"),
            .. Encoding.UTF8.GetBytes("\n日本\n"),
        ];
        foreach (var piece in new[] { 1, 10_000 })
        {
            var result = await ReadAsync(log, piece, new SenseEncoding(CodePagesEncodingProvider.Instance.GetEncoding("windows-1252")));
            result.Info.Head.ShouldBe(["Größe", "Größe ü", "日本"]);
        }
    }

    [Fact]
    public async Task An_empty_log_has_no_lines()
    {
        var result = await ReadAsync([], 1);
        (result.Info.Lines, result.Info.Characters, result.Info.Head.Count, result.Info.Tail.Count).ShouldBe((0, 0L, 0, 0));
    }

    [Fact]
    public async Task Of_ten_thousand_errors_the_first_and_the_last_stay()
    {
        var log = string.Join('\n', Enumerable.Range(1, 10_000).Select(i => $"20310314T041000.000+0000      Error: no. {i}"));

        var errors = (await ReadAsync(Encoding.UTF8.GetBytes(log), 10_000)).ErrorLines!;

        errors.Count.ShouldBe(20);
        errors[0].ShouldEndWith("no. 1");
        errors[12].ShouldBe("...");
        errors[^1].ShouldEndWith("no. 10000");
    }

    [Fact]
    public async Task A_script_that_speaks_of_errors_has_none()
    {
        var log = "20310314T041000.000+0000 0012 TRACE Error: this is only text;\n2031-03-14 04:10:00 0013 SET ErrorMsg = 'Error:';\n";

        (await ReadAsync(Encoding.UTF8.GetBytes(log), 100)).ErrorLines.ShouldBeNull();
    }

    [Fact]
    public async Task A_line_without_end_is_cut()
    {
        var result = await ReadAsync(Encoding.UTF8.GetBytes(new string('x', 1_000_000)), 10_000);

        result.Info.Characters.ShouldBe(1_000_000);
        result.Info.Head.ShouldBe([new string('x', ScriptLogReader.MaxShown) + "..."]);
    }

    [Fact]
    public async Task No_half_of_a_secret_is_left_where_a_line_is_cut()
    {
        var blanks = new string('-', ScriptLogReader.MaxShown - 20);
        var secret = new string('s', 40);

        var result = await ReadAsync(
            Encoding.UTF8.GetBytes($"{blanks} password={secret}\nError: {blanks} token \"{secret}\" AKIA0123456789ABCDEF"), 1000);

        result.Info.Head.ShouldBe([$"{blanks} password=***", $"Error: {blanks} token \"{secret[..5]}..."]);
        var long1 = $"{new string('-', 65_000)} api_key=\"{secret} and {new string('t', 65_000)}\"";
        (await ReadAsync(Encoding.UTF8.GetBytes(long1), 1000)).Info.Head.ShouldBe([new string('-', ScriptLogReader.MaxShown) + "..."]);
    }

    [Fact]
    public async Task What_is_kept_on_disk_and_what_the_event_shows_are_without_secrets()
    {
        var log = "20310314T041000.000+0000      Execution started.\r\n20310314T041000.000+0000 0012 HTTPHEADER \"Authorization\"\r\n"
            + "20310314T041000.000+0000 0013   \"Token BBBB2222\"\r\n20310314T041000.000+0000      Error: PWD=hunter2 in project X-42\r\n";
        var reader = new ScriptLogReader(new ScriptLogParts(), new SenseEncoding(), new Redaction([new Regex("X-[0-9]+")]));
        var kept = new MemoryStream();

        await reader.ReadAsync(
            new Pieces(Encoding.Unicode.GetBytes("\uFEFF" + log), 7), async (bytes, ct) => await kept.WriteAsync(bytes, ct),
            TestContext.Current.CancellationToken);

        var clean = log.Replace("Token BBBB2222", "***").Replace("hunter2", "***").Replace("X-42", "***");
        Encoding.UTF8.GetString(kept.ToArray()).ShouldBe(clean);
        var result = reader.Result(null);
        result.Info.Head.ShouldBe(clean.Split("\r\n")[..4]);
        result.Info.Tail.ShouldBe(result.Info.Head);
        result.ErrorLines.ShouldBe(result.Info.Head.Skip(2));
    }

    private static async Task<ScriptLog> ReadAsync(byte[] log, int piece, SenseEncoding? encoding = null)
    {
        var reader = new ScriptLogReader(new ScriptLogParts(), encoding ?? new SenseEncoding(), Redaction.None);
        await reader.ReadAsync(new Pieces(log, piece), null, TestContext.Current.CancellationToken);
        return reader.Result(null);
    }

    private sealed class Pieces(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
