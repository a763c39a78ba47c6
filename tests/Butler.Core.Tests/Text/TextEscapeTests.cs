using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Butler.Core.Text;

namespace Butler.Core.Tests.Text;

public sealed class TextEscapeTests
{
    private const string Hostile = "a<b> & \"c\" 'd' `e` \u00e9 \U0001F600\n\t";

    [Fact]
    public void What_is_escaped_for_HTML_is_read_back_the_same() =>
        (WebUtility.HtmlDecode(TextEscape.Html(Hostile)), TextEscape.Html(Hostile).AsSpan().IndexOfAny("<>\"'"))
            .ShouldBe((Hostile, -1));

    [Fact]
    public void What_is_escaped_for_XML_is_read_back_the_same() =>
        XElement.Parse($"<a b='{TextEscape.Xml(Hostile)}'>{TextEscape.Xml(Hostile)}</a>").Value.ShouldBe(Hostile);

    [Fact]
    public void What_is_escaped_for_JSON_is_read_back_the_same() =>
        JsonSerializer.Deserialize<string>($"\"{TextEscape.Json(Hostile)}\"").ShouldBe(Hostile);

    [Fact]
    public void For_Slack_only_its_own_three_characters_are_escaped() =>
        TextEscape.Slack("<!here> & *b*").ShouldBe("&lt;!here&gt; &amp; *b*");

    [Fact]
    public void What_HTML_and_XML_forbid_is_replaced()
    {
        const string Forbidden = "a\0b\ud800c";
        (WebUtility.HtmlDecode(TextEscape.Html(Forbidden)), TextEscape.Xml(Forbidden)).ShouldBe(("a\uFFFDb\uFFFDc", "a\uFFFDb\uFFFDc"));
    }
}
