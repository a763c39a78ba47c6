using System.Text;
using Butler.Core.Text;
using Butler.RelayAgent.Udp;

namespace Butler.RelayAgent.Tests.Sense.Parsing;

public sealed class SenseEncodingTests
{
    private const string Text = "/scheduler-task-failed/;qsprod02;Försäljning – €;Kundtjänst;x;Åäö";

    public static TheoryData<string, byte[]> Encodings => new()
    {
        { "UTF-8", Encoding.UTF8.GetBytes(Text) },
        { "UTF-8 with a mark", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)] },
        { "UTF-16", Encoding.Unicode.GetBytes(Text) },
        { "UTF-16 with a mark", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text)] },
        { "UTF-16, big end first", Encoding.BigEndianUnicode.GetBytes(Text) },
        { "UTF-16 with a mark, big end first", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Text)] },
        { "Windows-1252", EncodingName.Find("windows-1252")!.GetBytes(Text) },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Text_is_read_whatever_encoding_it_was_sent_in(string name, byte[] bytes) =>
        new SenseEncoding(EncodingName.Find("windows-1252")).Decode(bytes).ShouldBe(Text, name);

    [Fact]
    public void Without_a_setting_it_is_the_machines_code_page_or_Windows_1252()
    {
        // Other machines than Windows have no such code page.
        var expected = OperatingSystem.IsWindows() ? null : "Försäljning – €";
        var read = new SenseEncoding().Decode(EncodingName.Find("windows-1252")!.GetBytes("Försäljning – €"));
        read.ShouldBe(expected ?? read);
    }

    [Theory]
    [InlineData("windows-1250", "Dział Sprzedaży Łódź")]
    [InlineData("windows-1251", "Продажи")]
    [InlineData("windows-1254", "Satış İstanbul ğ")]
    [InlineData("iso-8859-1", "Ventas Año")]
    [InlineData("shift_jis", "売上の再読み込み ソ")]
    [InlineData("gb2312", "销售重新加载")]
    [InlineData("big5", "銷售重新載入")]
    [InlineData("ks_c_5601-1987", "판매 다시 로드")]
    public void A_code_page_is_read_by_its_name_and_UTF8_is_read_all_the_same(string name, string text)
    {
        var codePage = EncodingName.Find(name).ShouldNotBeNull();
        new SenseEncoding(codePage).Decode(codePage.GetBytes(text)).ShouldBe(text);
        new SenseEncoding(codePage).Decode(Encoding.UTF8.GetBytes(text)).ShouldBe(text);
    }

    [Fact]
    public void Names_that_UTF8_and_a_code_page_write_alike_are_told_by_what_is_valid()
    {
        // One byte beyond ASCII alone is never valid UTF-8, also at the end.
        var encoding = new SenseEncoding(EncodingName.Find("windows-1252"));
        encoding.Decode([0x41, 0xE5]).ShouldBe("Aå");
        encoding.Decode([0x41, 0xC3, 0xA5]).ShouldBe("Aå");
    }

    [Theory]
    [InlineData("utf-7")]
    [InlineData("windows-9999")]
    [InlineData("")]
    public void An_encoding_that_there_is_not_has_no_name(string name) => EncodingName.Find(name).ShouldBeNull();
}
