using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Teams;

namespace Butler.Functions.Tests.Channels;

public sealed class TeamsSizeTests
{
    private static readonly JsonSerializerOptions Escaped = new() { Encoder = JavaScriptEncoder.Default };

    [Theory]
    [InlineData("plain")]
    [InlineData("\"quoted\" \\back\\ \\\" \"\\")]
    [InlineData("<b>&amp;'+`</b> \u007f \u0080 \u2028 / \b\f\n\r\t\u0001")]
    [InlineData("Försäljning 売上 🚀 \ue000 \ufffe \u0378")]
    public void The_size_is_that_of_the_form_with_all_escapes(string text) => ShouldBeThatOfTheEscapedForm(text);

    [Fact]
    public void So_it_is_for_any_text()
    {
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var highest = i % 3 == 0 ? 0x10000 : i % 3 == 1 ? 0x800 : 0x80;
            ShouldBeThatOfTheEscapedForm(string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => (char)random.Next(highest)))
                .Replace("\0", "", StringComparison.Ordinal));
        }
    }

    private static void ShouldBeThatOfTheEscapedForm(string text)
    {
        // Halves of surrogate pairs are replaced before a message is measured.
        var whole = string.Concat(text.EnumerateRunes());
        var message = new JsonObject { [whole] = whole, ["list"] = new JsonArray(whole, 1, true, null) };
        TeamsLimits.Size(JsonForm.Encode(message)).ShouldBe(JsonSerializer.SerializeToUtf8Bytes(message, Escaped).Length, whole);
    }
}
