using System.Text;
using Butler.Core.Configuration;

namespace Butler.Core.Tests.Configuration;

public sealed class FileTextTests
{
    private const string Text = "a: 1\r\nb: Försäljning\r\n";
    private const string HowToSave = "save the file as UTF-8 (Notepad: File, Save as, Encoding: UTF-8)";

    [Fact]
    public void A_file_is_read_in_each_encoding_that_it_names()
    {
        Encoding[] readable =
        [
            new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true),
            new UTF32Encoding(false, true), new UTF32Encoding(true, true),
        ];
        readable.Select(encoding => FileText.Decode("f", [.. encoding.Preamble, .. encoding.GetBytes(Text)]))
            .ShouldAllBe(text => text == Text);
    }

    [Fact]
    public void An_empty_file_is_empty() => FileText.Decode("f", []).ShouldBe("");

    [Theory]
    [InlineData("\n", 3)]
    [InlineData("\r\n", 3)]
    [InlineData("\r", 3)]
    public void A_file_saved_as_ANSI_is_a_fault_with_the_line_of_its_first_letter_beyond_ASCII(string lineBreak, int line)
    {
        var text = $"a: 1{lineBreak}b: 2{lineBreak}c: Försäljning{lineBreak}d: Över";
        Fault(Encoding.Latin1.GetBytes(text)).ShouldBe(
            $"f:{line}: is not UTF-8: the byte F6 is invalid here, so the file has another encoding, such as ANSI; {HowToSave}");
    }

    [Fact]
    public void UTF_16_without_its_mark_is_a_fault() => Fault(Encoding.Unicode.GetBytes("a: 1")).ShouldBe(
        $"f:1: holds a zero byte: the file is UTF-16 without a byte order mark, or not a text file; {HowToSave}");

    [Fact]
    public void UTF_16_that_is_cut_off_is_a_fault() =>
        Fault([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("a: 1\nb: 2"), 65]).ShouldBe(
        $"f:2: is damaged: it begins as UTF-16 and holds bytes that are invalid in it; {HowToSave}");

    private static string Fault(byte[] bytes) => Should.Throw<ConfigurationException>(() => FileText.Decode("f", bytes)).Message;
}
