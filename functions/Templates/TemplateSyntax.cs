using System.Globalization;
using System.Text;

namespace Butler.Functions.Templates;

/// <summary>
/// Reads a template's mustaches and rewrites them. The result has the same meaning for the engine, except that three braces (and
/// <c>&amp;</c>) insert a value like two, so that all values from an event are escaped, in every form. It also separates braces of JSON
/// from those of mustaches, and knows line numbers, which the engine does not report.
/// </summary>
internal sealed class TemplateSyntax
{
    /// <summary>The helper that writes closing braces directly after a mustache.</summary>
    public const string BracesHelper = "closingBraces";

    /// <summary>
    /// The helper that returns the list of an <c>each</c> and checks the time limit, because a loop without output calls nothing else.
    /// </summary>
    public const string ListHelper = "listOfEach";

    private readonly StringBuilder made = new();
    private readonly List<TemplateTag> tags = [];
    private readonly Stack<TemplateTag> open = new();
    private readonly string text;
    private int at;
    private int line = 1;

    private TemplateSyntax(string text) => this.text = text;

    /// <summary>The rewritten template for the engine.</summary>
    public string Source => made.ToString();

    /// <summary>All mustaches, in order.</summary>
    public IReadOnlyList<TemplateTag> Tags => tags;

    /// <summary>Reads a template.</summary>
    /// <exception cref="TemplateException">
    /// A mustache or block is not closed, or closes a block that is not open. The message begins with the line.
    /// </exception>
    public static TemplateSyntax Read(string text)
    {
        var syntax = new TemplateSyntax(text.StartsWith('\uFEFF') ? text[1..] : text);
        while (syntax.at < syntax.text.Length)
        {
            syntax.Step();
        }

        return syntax.open.TryPeek(out var unclosed)
            ? throw Fault(unclosed.Line, $"opens {{{{#{unclosed.Name}}}}}, which is never closed; add {{{{/{unclosed.Name}}}}}")
            : syntax;
    }

    /// <summary>
    /// The lines on which a helper, a field or a partial is named, as <c>line 3</c> or <c>lines 3 and 7</c>; empty when it is not named.
    /// </summary>
    public string LinesOf(string name)
    {
        var last = LastStep(name);
        var lines = tags.Where(t => t.Words.Any(w => w == name || LastStep(w) == last)).Select(t => t.Line).Distinct().Take(5)
            .Select(l => l.ToString(CultureInfo.InvariantCulture)).ToList();
        return lines switch
        {
            [] => "",
            [var only] => $"line {only}",
            [.. var some, var end] => $"lines {string.Join(", ", some)} and {end}",
        };
    }

    private static string LastStep(string path) => path[(path.LastIndexOfAny(['.', '/']) + 1)..];

    private static TemplateException Fault(int line, string message) =>
        new(string.Create(CultureInfo.InvariantCulture, $"line {line}: {message}"));

    private bool Sees(string what) => text.AsSpan(at).StartsWith(what, StringComparison.Ordinal);

    private void Step()
    {
        var next = text.IndexOf("{{", at, StringComparison.Ordinal);
        if (next < 0)
        {
            Copy(text.Length);
        }
        else if (next > at && text[next - 1] == '\\' && (next < at + 2 || text[next - 2] != '\\'))
        {
            // Escaped: the engine treats the braces as text.
            Copy(next);
            var end = text.IndexOf("}}", next, StringComparison.Ordinal);
            Copy(end < 0 ? text.Length : end + 2);
        }
        else
        {
            Copy(next);
            Mustache();
        }
    }

    private void Mustache()
    {
        if (Sees("{{{{"))
        {
            throw Fault(line, "has a raw block {{{{...}}}}, which this engine does not know; escape single mustaches with a backslash "
                + "instead: \\{{name}}");
        }

        if (Sees("{{!--") || Sees("{{~!--"))
        {
            Comment("--");
        }
        else if (Sees("{{!") || Sees("{{~!"))
        {
            Comment("");
        }
        else
        {
            Expression();
        }
    }

    /// <summary>Replaces a comment with its line breaks, so that line numbers do not change.</summary>
    private void Comment(string dashes)
    {
        var end = text.IndexOf(dashes + "}}", at, StringComparison.Ordinal);
        var endTrimmed = text.IndexOf(dashes + "~}}", at, StringComparison.Ordinal);
        var trimEnd = endTrimmed >= 0 && (end < 0 || endTrimmed < end);
        if (end < 0 && !trimEnd)
        {
            throw Fault(line, $"begins a comment that never ends; add {dashes}}}}}");
        }

        if (Sees("{{~"))
        {
            TrimEnd();
        }

        var last = trimEnd ? endTrimmed + dashes.Length + 3 : end + dashes.Length + 2;
        var breaks = text.AsSpan(at, last - at).Count('\n');
        made.Append("{{! ").Append('\n', breaks).Append("}}");
        line += breaks;
        at = last;
        while (trimEnd && at < text.Length && char.IsWhiteSpace(text[at]))
        {
            line += text[at++] == '\n' ? 1 : 0;
        }
    }

    private void TrimEnd()
    {
        var length = made.Length;
        while (length > 0 && char.IsWhiteSpace(made[length - 1]))
        {
            length--;
        }

        made.Length = length;
    }

    private void Expression()
    {
        var began = line;
        var start = at + 2;
        var trimStart = start < text.Length && text[start] == '~';
        start += trimStart ? 1 : 0;
        var triple = start < text.Length && text[start] == '{';
        start += triple ? 1 : 0;
        trimStart |= start < text.Length && text[start] == '~';
        start += start < text.Length && text[start] == '~' ? 1 : 0;
        start += start < text.Length && text[start] == '&' ? 1 : 0;

        var end = End(start, began);
        var inner = text[start..end];
        var after = end;
        var trimEnd = inner.EndsWith('~');
        inner = trimEnd ? inner[..^1] : inner;
        if (triple)
        {
            // {{{x}}} closes with three braces; {{~{x}~}} with one, the tilde and two.
            if (!text.AsSpan(after).StartsWith("}}}", StringComparison.Ordinal)
                && !text.AsSpan(after).StartsWith("}~}}", StringComparison.Ordinal))
            {
                throw Fault(began, $"opens three braces and closes two; write {{{{{inner.Trim()}}}}} or {{{{{{{inner.Trim()}}}}}}}");
            }

            trimEnd |= text[after + 1] == '~';
            after += text[after + 1] == '~' ? 4 : 3;
        }
        else if (!text.AsSpan(after).StartsWith("}}", StringComparison.Ordinal))
        {
            throw Fault(began, "begins a mustache {{ that ends with one brace; add }");
        }
        else
        {
            after += 2;
        }

        made.Append(trimStart ? "{{~" : "{{").Append(WithTime(inner)).Append(trimEnd ? "~}}" : "}}");
        line += text.AsSpan(at, after - at).Count('\n');
        at = after;
        Add(inner, began);

        var braces = text.AsSpan(at).IndexOfAnyExcept('}');
        braces = braces < 0 ? text.Length - at : braces;
        if (braces > 0)
        {
            made.Append(CultureInfo.InvariantCulture, $"{{{{{BracesHelper} {braces}}}}}");
            at += braces;
        }
    }

    /// <summary>Passes the list of an <c>each</c> through <see cref="ListHelper"/>; other mustaches are unchanged.</summary>
    private static string WithTime(string inner)
    {
        const string Each = "#each";
        var trimmed = inner.TrimStart();
        if (!trimmed.StartsWith(Each, StringComparison.Ordinal) || trimmed.Length == Each.Length
            || !char.IsWhiteSpace(trimmed[Each.Length]))
        {
            return inner;
        }

        var rest = trimmed[Each.Length..];
        var names = rest.IndexOf(" as |", StringComparison.Ordinal);
        var list = (names < 0 ? rest : rest[..names]).Trim();
        return list.Length == 0 ? inner : $"{Each} ({ListHelper} {list}){(names < 0 ? "" : rest[names..])}";
    }

    /// <summary>The end of a mustache's content, with quoted texts skipped.</summary>
    private int End(int start, int began)
    {
        char? quote = null;
        for (var i = start; i < text.Length; i++)
        {
            var c = text[i];
            if (quote is not null)
            {
                quote = c == quote ? null : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '}' && i + 1 < text.Length && text[i + 1] is '}' or '~')
            {
                return i;
            }
            else if (c == '{')
            {
                break;
            }
        }

        throw Fault(began, quote is null ? "begins a mustache {{ that never ends; add }}" : $"begins a text with {quote} that never ends "
            + $"within a mustache");
    }

    private void Add(string inner, int began)
    {
        var tag = TemplateTag.Of(inner.Trim(), began);
        tags.Add(tag);
        if (tag.Kind == TemplateTagKind.Open)
        {
            open.Push(tag);
        }
        else if (tag.Kind == TemplateTagKind.Close)
        {
            if (!open.TryPop(out var opened))
            {
                throw Fault(began, $"closes {{{{/{tag.Name}}}}}, which is not open; remove it, or add {{{{#{tag.Name} ...}}}} before it");
            }

            if (opened.Name != tag.Name)
            {
                throw Fault(began, string.Create(CultureInfo.InvariantCulture, $"closes {{{{/{tag.Name}}}}}, but {{{{#{opened.Name}}}}} of "
                    + $"line {opened.Line} is still open; close that first"));
            }
        }
    }

    private void Copy(int to)
    {
        made.Append(text, at, to - at);
        line += text.AsSpan(at, to - at).Count('\n');
        at = to;
    }
}
