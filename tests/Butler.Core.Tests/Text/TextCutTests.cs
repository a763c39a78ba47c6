using System.Text;
using Butler.Core.Text;

namespace Butler.Core.Tests.Text;

public sealed class TextCutTests
{
    [Theory]
    [InlineData("Göteborg", 8, "Göteborg")]
    [InlineData("Göteborg", 4, "Göte")]
    [InlineData("ab\U0001F600cd", 3, "ab")]
    [InlineData("ab\U0001F600cd", 4, "ab\U0001F600")]
    [InlineData("abc", 0, "")]
    public void A_beginning_has_at_most_so_many_characters_and_no_torn_pair(string text, int most, string expected) =>
        TextCut.Beginning(text, most).ShouldBe(expected);

    [Theory]
    [InlineData("Göteborg", 8, "Göteborg")]
    [InlineData("Göteborg", 5, "Göte…")]
    [InlineData("ab\U0001F600cd", 4, "ab…")]
    [InlineData("abc", 0, "…")]
    public void A_length_counts_the_ellipsis(string text, int most, string expected) => TextCut.ToLength(text, most).ShouldBe(expected);

    [Theory]
    [InlineData("Göteborg", 9, "Göteborg")]
    [InlineData("Göteborg", 8, "Göte…")]
    [InlineData("ab\U0001F600cd", 7, "ab…")]
    [InlineData("\U0001F600\U0001F600\U0001F600", 11, "\U0001F600\U0001F600…")]
    public void Bytes_are_those_of_UTF_8(string text, int most, string expected)
    {
        TextCut.ToBytes(text, most, out var wasCut).ShouldBe(expected);
        wasCut.ShouldBe(text != expected);
        Encoding.UTF8.GetByteCount(expected).ShouldBeLessThanOrEqualTo(most);
    }

    [Fact]
    public void Of_a_log_the_end_is_worth_more_than_the_beginning()
    {
        var text = string.Concat(Enumerable.Repeat("Zeile ü\n", 100)) + "Error: no table";
        var cut = TextCut.MiddleToBytes(text, 200);

        Encoding.UTF8.GetByteCount(cut).ShouldBeLessThanOrEqualTo(200);
        cut.ShouldStartWith("Zeile ü\nZeile ü\n");
        cut.ShouldEndWith("\nError: no table");
        cut.ShouldContain(" characters are left out here ...");
    }
}
