using System.Text;

namespace Butler.Functions.Templates;

/// <summary>The kinds of mustaches.</summary>
internal enum TemplateTagKind
{
    /// <summary>Writes a value or calls a helper.</summary>
    Value,

    /// <summary>Opens a block.</summary>
    Open,

    /// <summary>Closes a block.</summary>
    Close,

    /// <summary><c>else</c>.</summary>
    Else,

    /// <summary>Includes a partial.</summary>
    Partial,
}

/// <summary>A mustache.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">The helper, field or partial that it begins with.</param>
/// <param name="Words">All names in it, without quoted texts.</param>
/// <param name="Line">Its line in the template, from 1.</param>
/// <param name="Text">The text in its braces.</param>
internal sealed record TemplateTag(TemplateTagKind Kind, string Name, IReadOnlyList<string> Words, int Line, string Text)
{
    private static readonly char[] Separators = [' ', '\t', '\r', '\n', '(', ')', '=', '|'];

    public static TemplateTag Of(string inner, int line)
    {
        var (kind, rest) = inner switch
        {
            ['#', '>', .. var block] => (TemplateTagKind.Open, block),
            ['#', '*', .. var block] => (TemplateTagKind.Open, block),
            ['#', .. var block] => (TemplateTagKind.Open, block),
            ['^', .. var block] => block.Trim().Length == 0 ? (TemplateTagKind.Else, "else") : (TemplateTagKind.Open, block),
            ['/', .. var block] => (TemplateTagKind.Close, block),
            ['>', .. var partial] => (TemplateTagKind.Partial, partial),
            "else" => (TemplateTagKind.Else, inner),
            _ when inner.StartsWith("else ", StringComparison.Ordinal) => (TemplateTagKind.Else, inner),
            _ => (TemplateTagKind.Value, inner),
        };
        var words = Unquoted(rest).Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        var name = kind == TemplateTagKind.Partial ? rest.Trim().Split(Separators, 2)[0].Trim('"', '\'') : words.FirstOrDefault() ?? "";
        return new TemplateTag(kind, name, [.. words, name], line, inner);
    }

    private static string Unquoted(string text)
    {
        var left = new StringBuilder(text.Length);
        char? quote = null;
        foreach (var c in text)
        {
            if (quote is not null)
            {
                quote = c == quote ? null : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else
            {
                left.Append(c);
            }
        }

        return left.ToString();
    }
}
