using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Butler.Core.ScriptLogs;

/// <summary>Recognizes the lines of a script log with the cause of a failed reload.</summary>
/// <param name="own">The operator's own signs.</param>
internal sealed class ErrorSigns(IReadOnlyList<Regex> own)
{
    /// <summary>Letters from here belong to scripts without blanks between words, or to Korean, which joins words.</summary>
    private const char FirstOfOtherScripts = '\u1100';

    private static readonly string[] All = [.. SignTexts.Anywhere, .. SignTexts.AtWordStart];
    private static readonly SearchValues<string> Signs = SearchValues.Create(All, StringComparison.OrdinalIgnoreCase);

    /// <summary>The signs for ASCII lines, which are most lines: fewer signs need less time.</summary>
    private static readonly SearchValues<string> AsciiSigns = SearchValues.Create(
        [.. All.Where(sign => Ascii.IsValid(sign))], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a line has the cause.</summary>
    public bool IsIn(string line)
    {
        if (IsStatement(line))
        {
            return false;
        }

        foreach (var sign in own)
        {
            if (sign.IsMatch(line))
            {
                return true;
            }
        }

        return !IsProgress(line) && HasKnown(line);
    }

    private static bool HasKnown(string line)
    {
        var text = line.AsSpan().ContainsAny('\u2019', '\u00A0', '\u202F')
            ? line.Replace('\u2019', '\'').Replace('\u00A0', ' ').Replace('\u202F', ' ')
            : line;
        var signs = Ascii.IsValid(text) ? AsciiSigns : Signs;
        for (var from = 0; text.AsSpan(from).IndexOfAny(signs) is var found and >= 0; from += found + 1)
        {
            if (Counts(text, from + found))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Counts(string text, int at)
    {
        var before = text.AsSpan(0, at);
        var rest = text.AsSpan(at);
        if (IsNegated(before.TrimEnd()) || IsFieldList(before))
        {
            return false;
        }

        var inWord = at > 0 && char.IsLetter(text[at - 1]) && text[at - 1] < FirstOfOtherScripts;
        foreach (var sign in All.AsSpan(0, inWord ? SignTexts.Anywhere.Length : All.Length))
        {
            if (rest.StartsWith(sign, StringComparison.OrdinalIgnoreCase) && !IsCountOfNone(sign, rest[sign.Length..]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNegated(ReadOnlySpan<char> before)
    {
        var last = before[(before.LastIndexOf(' ') + 1)..].TrimStart("(\"'");
        foreach (var word in SignTexts.Negations)
        {
            if (last.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        foreach (var word in SignTexts.NegationsBefore)
        {
            if (before.EndsWith(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>Anzahl Fehler: 0</c> is good news.</summary>
    private static bool IsCountOfNone(string sign, ReadOnlySpan<char> rest) => sign[^1] is ':' or '：' && rest.Trim(" .") is "0";

    /// <summary>
    /// <c>4 fields found: ErrorCode, ErrorMsg, ...</c>, in any language: a number, words and a colon come before the names.
    /// </summary>
    private static bool IsFieldList(ReadOnlySpan<char> before)
    {
        var message = Message(before);
        var digits = message.IndexOfAnyExceptInRange('0', '9');
        return digits > 0 && message[digits] == ' ' && message.IndexOfAny(':', '：') > 0;
    }

    /// <summary><c>Errors &lt;&lt; Errors.qvd 12 Lines fetched</c>, in any language: tables and files have any names.</summary>
    private static bool IsProgress(string line) => line.Contains("<<", StringComparison.Ordinal);

    /// <summary>
    /// Whether a line is a statement of the script: after the time it has a line number of four or more digits, where messages have blanks.
    /// A script may mention errors without having one.
    /// </summary>
    private static bool IsStatement(string line)
    {
        var rest = AfterTime(line);
        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        return digits >= 4 && rest[digits] == ' ' && char.IsAsciiDigit(line[0]);
    }

    private static ReadOnlySpan<char> Message(ReadOnlySpan<char> line) => AfterTime(line).TrimStart();

    private static ReadOnlySpan<char> AfterTime(ReadOnlySpan<char> line)
    {
        var at = line.IndexOf(' ');
        if (at > 0 && at + 1 < line.Length && line[..at].Contains('-') && char.IsAsciiDigit(line[at + 1])
            && line[(at + 1)..].IndexOf(':') == 2)
        {
            var end = line[(at + 1)..].IndexOf(' '); // date and time are separate
            at = end < 0 ? -1 : at + 1 + end;
        }

        return at < 0 ? default : line[(at + 1)..];
    }
}
