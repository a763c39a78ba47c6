using System.Text;

namespace Butler.Core.Destinations.Smtp;

/// <summary>Finds where the parts of a list of e-mail addresses end, considering quotes, comments, angle brackets and groups.</summary>
internal static class AddressScanner
{
    /// <summary>
    /// Splits a list at commas, semicolons and line breaks, and after an address in angle brackets. A line break ends quotes and comments
    /// too.
    /// </summary>
    public static IEnumerable<string> Split(string text)
    {
        var (start, inGroup, inAngle) = (0, false, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (Skip(text, i) is var behind && behind > i)
            {
                i = behind - 1;
                continue;
            }

            switch (text[i])
            {
                case ',' or ';' or '\n' or '\r' or '\u2028' or '\u2029' when !IsFolded(text, i):
                    yield return text[start..i];
                    start = i + 1;
                    inGroup &= text[i] == ',';
                    inAngle = false;
                    break;
                case '<':
                    inAngle = true;
                    break;
                case '>' when inAngle:
                    inAngle = false;
                    var (end, next) = AfterComments(text, i + 1);
                    yield return text[start..end];
                    start = next;
                    i = next - 1;
                    break;
                case ':' when !inGroup && IsGroup(text, start, i):
                    start = i + 1;
                    inGroup = true;
                    break;
            }
        }

        yield return text[start..];
    }

    /// <summary>The text with its comments taken out; null when a comment does not end.</summary>
    public static string? WithoutComments(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var end = Skip(text, i);
            if (end == i)
            {
                if (text[i] is '(' or ')' or '"')
                {
                    return null;
                }

                plain.Append(text[i]);
                continue;
            }

            if (text[i] == '(')
            {
                plain.Append(' ');
            }
            else
            {
                plain.Append(text, i, end - i);
            }

            i = end - 1;
        }

        return plain.ToString().Trim();
    }

    /// <summary>The words of a text without comments; a blank in quotes is part of its word.</summary>
    public static List<string> Words(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || char.IsWhiteSpace(text[i]))
            {
                if (start >= 0)
                {
                    words.Add(text[start..i]);
                }

                start = -1;
                continue;
            }

            start = start < 0 ? i : start;
            i = Math.Max(i, Skip(text, i) - 1);
        }

        return words;
    }

    /// <summary>The index of a character outside quotes and comments; -1 when it is not found.</summary>
    public static int IndexOf(string text, char wanted)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == wanted)
            {
                return i;
            }

            i = Math.Max(i, Skip(text, i) - 1);
        }

        return -1;
    }

    /// <summary>
    /// The index after the quotes, comment or domain literal that begins at the start; the start when none begins or it does not end on its
    /// line.
    /// </summary>
    private static int Skip(string text, int start)
    {
        if (text[start] is not ('"' or '(' or '['))
        {
            return start;
        }

        var (open, close) = (text[start], text[start] switch { '(' => ')', '[' => ']', _ => '"' });
        var depth = 1;
        for (var i = start + 1; i < text.Length && text[i] is not ('\r' or '\n'); i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == close)
            {
                if (--depth == 0)
                {
                    return i + 1;
                }
            }
            else if (text[i] == open && open == '(')
            {
                depth++;
            }
        }

        return start;
    }

    /// <summary>Whether a line break is between a name and its address in angle brackets.</summary>
    private static bool IsFolded(string text, int at) =>
        text[at] is '\r' or '\n' && text.AsSpan(at).TrimStart() is ['<', ..] && text[..at].TrimEnd() is { Length: > 0 } before
            && before[^1] is not ('>' or ',' or ';');

    /// <summary>Finds the end of the comments after an address in angle brackets, and the start of the next part.</summary>
    private static (int End, int Next) AfterComments(string text, int at)
    {
        var end = at;
        for (; at < text.Length; at++)
        {
            if (text[at] == '(' && Skip(text, at) is var behind && behind > at)
            {
                (end, at) = (behind, behind - 1);
            }
            else if (text[at] is not (' ' or '\t'))
            {
                break;
            }
        }

        return (end, at);
    }

    /// <summary>Whether a colon ends the name of a group: a semicolon follows on the line, and no at sign precedes the colon.</summary>
    private static bool IsGroup(string text, int start, int colon)
    {
        var line = text.AsSpan(colon);
        line = line.IndexOfAny('\r', '\n') is >= 0 and var end ? line[..end] : line;
        return !text.AsSpan(start, colon - start).Contains('@') && line.Contains(';')
            && !text.AsSpan(start, colon - start).Trim().Equals("mailto", StringComparison.OrdinalIgnoreCase);
    }
}
