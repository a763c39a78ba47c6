using System.Text;

namespace Butler.Local.Sense.Filters;

/// <summary>Splits a filter into tokens.</summary>
internal static class FilterLexer
{
    /// <exception cref="FilterException">A quote is not closed, or a character is not allowed.</exception>
    public static List<FilterToken> Read(string text)
    {
        var tokens = new List<FilterToken>();
        for (var at = 0; at < text.Length;)
        {
            var character = text[at];
            if (char.IsWhiteSpace(character))
            {
                at++;
            }
            else if (character is '(' or ')')
            {
                tokens.Add(new(character == '(' ? FilterTokenKind.Open : FilterTokenKind.Close, character.ToString(), at++));
            }
            else
            {
                var token = character == '\'' ? Quoted(text, at, out var end) : Word(text, at, out end);
                tokens.Add(token);
                at = end;
            }
        }

        tokens.Add(new(FilterTokenKind.End, "", text.Length));
        return tokens;
    }

    private static FilterToken Quoted(string text, int start, out int end)
    {
        var content = new StringBuilder();
        for (end = start + 1; end < text.Length; end++)
        {
            if (text[end] != '\'')
            {
                content.Append(text[end]);
            }
            else if (end + 1 < text.Length && text[end + 1] == '\'')
            {
                content.Append('\'');
                end++;
            }
            else
            {
                end++;
                return new(FilterTokenKind.Quoted, content.ToString(), start);
            }
        }

        throw new FilterException($"the quote at {start} is not closed");
    }

    private static FilterToken Word(string text, int start, out int end)
    {
        end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-' or '_' or ':' or '+'))
        {
            end++;
        }

        return end > start
            ? new(FilterTokenKind.Word, text[start..end], start)
            : throw new FilterException($"'{text[start]}' at {start} was not expected");
    }
}
