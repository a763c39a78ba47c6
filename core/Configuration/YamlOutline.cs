namespace Butler.Core.Configuration;

/// <summary>
/// A YAML text line by line, with quoted text, comments and block texts masked. It works for invalid YAML too: it finds frequent
/// mistakes in files that the parser rejects, and hidden mistakes in valid files.
/// </summary>
internal sealed class YamlOutline
{
    /// <summary>Replaces each character within quotes.</summary>
    public const char Quoted = '\u0001';

    /// <summary>Replaces each character of a comment, its <c>#</c> included.</summary>
    public const char Comment = '\u0002';

    /// <summary>Replaces each character of a block text (<c>|</c> or <c>&gt;</c>).</summary>
    public const char Block = '\u0003';

    private readonly Stack<Spot> brackets = new();
    private readonly List<Line> lines = [];
    private char quote;
    private Spot quoteAt;
    private int? blockIndent;

    public YamlOutline(string text)
    {
        var number = 0;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            lines.Add(IsBlock(raw)
                ? new Line(number, raw, new string(Block, raw.Length), new int[raw.Length])
                : Read(number, raw));
        }
    }

    public IReadOnlyList<Line> Lines => lines;

    /// <summary>The innermost <c>{</c> or <c>[</c> that is never closed.</summary>
    public Spot? OpenBracket => brackets.TryPeek(out var open) ? open : null;

    /// <summary>The quotation mark that is never closed.</summary>
    public Spot? OpenQuote => quote == default ? null : quoteAt;

    private bool IsBlock(string raw)
    {
        if (blockIndent is { } indent && (raw.AsSpan().Trim().IsEmpty || Indent(raw) > indent))
        {
            return true;
        }

        blockIndent = null;
        return false;
    }

    private Line Read(int number, string raw)
    {
        var masked = raw.ToCharArray();
        var depths = new int[raw.Length];
        for (var i = 0; i < raw.Length; i++)
        {
            depths[i] = brackets.Count;
            var at = new Spot(number, i + 1, raw[i]);
            if (quote != default)
            {
                i = InQuotes(raw, masked, i);
            }
            else if (raw[i] == '#' && (i == 0 || raw[i - 1] is ' ' or '\t'))
            {
                masked.AsSpan(i).Fill(Comment);
                break;
            }
            else if (raw[i] is '"' or '\'' && StartsToken(raw, i))
            {
                (quote, quoteAt) = (raw[i], at);
            }
            else if (raw[i] is '{' or '[' && (brackets.Count > 0 || StartsToken(raw, i)))
            {
                brackets.Push(at);
            }
            else if (raw[i] is '}' or ']' && brackets.Count > 0)
            {
                brackets.Pop();
            }
            else if (raw[i] is '|' or '>' && brackets.Count == 0 && StartsToken(raw, i) && EndsBlockHeader(raw.AsSpan(i + 1)))
            {
                blockIndent = KeyIndent(raw);
            }
        }

        return new Line(number, raw, new string(masked), depths);
    }

    /// <summary>Masks a character within quotes; returns the index of the last masked character.</summary>
    private int InQuotes(string raw, char[] masked, int i)
    {
        var next = i + 1 < raw.Length ? raw[i + 1] : default;
        var pair = quote == '"' ? raw[i] == '\\' && next != default : raw[i] == '\'' && next == '\'';
        if (pair)
        {
            masked[i] = masked[i + 1] = Quoted;
            return i + 1;
        }

        if (raw[i] == quote)
        {
            quote = default;
        }
        else
        {
            masked[i] = Quoted;
        }

        return i;
    }

    private bool StartsToken(string raw, int i)
    {
        var before = raw.AsSpan(0, i).TrimEnd(" \t");
        var blank = before.Length < i;
        return before switch
        {
            [] => true,
            [.., ':' or '-' or '?'] => blank || brackets.Count > 0,
            [.., ',' or '[' or '{'] => brackets.Count > 0,
            _ => false,
        };
    }

    private static bool EndsBlockHeader(ReadOnlySpan<char> rest) => rest.TrimStart("+-0123456789").TrimStart(" \t") is [] or ['#', ..];

    private static int Indent(string raw) => raw.Length - raw.AsSpan().TrimStart(' ').Length;

    /// <summary>The column of the first key, after the hyphens of a list.</summary>
    private static int KeyIndent(string raw)
    {
        var at = Indent(raw);
        while (raw.AsSpan(at).StartsWith("- "))
        {
            at += 1 + (raw.Length - at - 1 - raw.AsSpan(at + 1).TrimStart(' ').Length);
        }

        return at;
    }

    /// <param name="Number">The line number, from 1.</param>
    /// <param name="Raw">The line as in the file.</param>
    /// <param name="Masked">The masked line, of the same length.</param>
    /// <param name="Depths">The number of open brackets before each character.</param>
    internal readonly record struct Line(int Number, string Raw, string Masked, int[] Depths);

    /// <summary>A place in the file; line and column from 1.</summary>
    internal readonly record struct Spot(int Line, int Column, char Character);
}
