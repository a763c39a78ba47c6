using System.Text.RegularExpressions;

namespace Butler.Local.QlikCloud.Filters;

/// <summary>Splits a filter into words, texts in quotes, and parentheses.</summary>
internal static partial class ScimTokens
{
    public static IReadOnlyList<string> Of(string text) => [.. Token().Matches(text).Select(match => match.Value)];

    [GeneratedRegex("""
        "[^"]*"|[()]|[^\s()"]+
        """)]
    private static partial Regex Token();
}
