using System.Buffers;

namespace Butler.Core.Secrets;

/// <summary>Finds the end of a value without quotation marks.</summary>
internal static class BareValue
{
    /// <summary>The maximum length of a value with blanks in a connection string.</summary>
    private const int MaxBlanks = 96;

    private static readonly SearchValues<char> Signs = SearchValues.Create(";=:\"'\r\n,");
    private static readonly SearchValues<char> EndOfConnection = SearchValues.Create(";\"'\r\n");

    /// <summary>The end of the value.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The start of the value.</param>
    /// <param name="isConnection">
    /// Whether other settings of a connection string precede the value, which then ends at the next semicolon.
    /// </param>
    /// <param name="isSetting">Whether the value follows an equals sign.</param>
    public static int EndOf(ReadOnlySpan<char> text, int start, bool isConnection, bool isSetting)
    {
        var end = start + Variable(text[start..]);
        while (end < text.Length && !EndsAt(text, start, end))
        {
            end++;
        }

        if (!isSetting || end == text.Length || text[end] is not (' ' or '\t'))
        {
            return end;
        }

        var rest = text[end..];
        if (isConnection)
        {
            var stop = rest.IndexOfAny(EndOfConnection) is var found and >= 0 ? found : rest.Length;
            return end + rest[..stop].TrimEnd().Length;
        }

        // The first setting of a connection string: a semicolon and another setting follow.
        var near = rest[..Math.Min(MaxBlanks, rest.Length)];
        return near.IndexOfAny(Signs) is var semicolon and > 0 && near[semicolon] == ';' && IsSetting(text, end + semicolon + 1)
            ? end + semicolon
            : end;
    }

    /// <summary>The length of an unresolved variable, <c>$(vPassword)</c>; 0 when there is none.</summary>
    private static int Variable(ReadOnlySpan<char> text) =>
        text is ['$', '(', ..] && text[..Math.Min(NameWords.MaxName, text.Length)].IndexOf(')') is var end and > 0 ? end + 1 : 0;

    private static bool EndsAt(ReadOnlySpan<char> text, int start, int at) => text[at] switch
    {
        ';' or '"' or '\'' or '`' or '<' or '>' => true,
        '\\' => at + 1 < text.Length && text[at + 1] is '"',
        ',' => at + 1 == text.Length || text[at + 1] is ' ' or '"' or '\'' || IsSetting(text, at + 1),
        '&' => at + 1 == text.Length || IsSetting(text, at + 1),
        ')' or ']' or '}' =>
            at > start && (at + 1 == text.Length || text[at + 1] is ' ' or ';' or ',' or '"' or '\'' or ')' or '.' or '\r' or '\n'),
        var c => char.IsWhiteSpace(c),
    };

    /// <summary>Whether another name with its equals sign follows.</summary>
    private static bool IsSetting(ReadOnlySpan<char> text, int at)
    {
        const int MaxName = 40;
        var end = at;
        while (end < text.Length && end - at < MaxName && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.' or ' '))
        {
            end++;
        }

        return end > at && end < text.Length && text[end] is '=' or ':';
    }
}
