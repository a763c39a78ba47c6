using System.Text;
using System.Text.Json;
using Butler.Core.Text;

namespace Butler.Core.Tests.Text;

public sealed class WellFormedJsonTests
{
    [Theory]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ufffd"}""")]
    [InlineData("""{"\udc00":"x\uD800y\uDBFF"}""", """{"\ufffd":"x\ufffdy\ufffd"}""")]
    [InlineData("""["\ud83d\ude00","\ude00\ud83d"]""", """["\ud83d\ude00","\ufffd\ufffd"]""")]
    [InlineData("""["\ud83d\ud83d\ude00"]""", """["\ufffd\ud83d\ude00"]""")]
    [InlineData("""["\\ud800","\"\\","\u0041\n"]""", """["\\ud800","\"\\","\u0041\n"]""")]
    [InlineData("""["Försäljning"]""", """["Försäljning"]""")]
    [InlineData("""["\ud8""", """["\ud8""")]
    [InlineData("\"\\", "\"\\")]
    public void Half_surrogate_pairs_are_replaced_and_all_else_stays(string json, string expected) =>
        Encoding.UTF8.GetString(WellFormedJson.Of(Encoding.UTF8.GetBytes(json)).Span).ShouldBe(expected);

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_replaced()
    {
        var json = WellFormedJson.Of(Encoding.Latin1.GetBytes("""{"name":"Försäljning"}"""));

        JsonElement.Parse(json.Span).GetProperty("name").GetString().ShouldBe("F\ufffdrs\ufffdljning");
    }

    [Fact]
    public void An_element_that_can_be_read_is_left_as_it_is_and_another_is_made_readable()
    {
        using var json = JsonDocument.Parse("""[{"a":"ok"},{"a":"\ud800"}]""");

        WellFormedJson.Of(json.RootElement[0]).ShouldBe(json.RootElement[0]);
        WellFormedJson.Of(json.RootElement[1]).GetProperty("a").GetString().ShouldBe("\ufffd");
        Should.Throw<InvalidOperationException>(() => json.RootElement[1].GetProperty("a").GetString());
    }
}
