using System.Globalization;
using System.Text.RegularExpressions;

namespace Butler.Core.Configuration;

/// <summary>
/// Finds values in valid YAML that differ from what people see in the file. It shows no values, because they may be secret.
/// </summary>
internal static partial class YamlPitfalls
{
    /// <summary>The warnings of a file, in its order.</summary>
    public static IEnumerable<ConfigurationFault> In(string file, string text)
    {
        var outline = new YamlOutline(text);
        var aliases = outline.Lines.SelectMany(l => AliasRule().Matches(l.Masked)).Select(m => m.Groups["name"].Value).ToHashSet();
        for (var i = 0; i < outline.Lines.Count; i++)
        {
            var line = outline.Lines[i];
            ConfigurationFault At(int column, string message) => new(file, line.Number, "", message) { Column = column + 1 };

            if (line.Masked.IndexOf(YamlOutline.Comment, StringComparison.Ordinal) is var hash and >= 0
                && Swallows(line, hash, outline.Lines.Skip(i + 1)))
            {
                yield return At(hash, "what follows # is a comment and not part of the value; put the value in quotes where the # belongs "
                    + "to it, "
                    + "or a blank after the # where it does not");
            }

            foreach (var path in PathRule().Matches(line.Raw).Where(m => IsQuoted(line, m.Groups["at"].Index)))
            {
                yield return At(path.Groups["at"].Index, YamlHint.Backslash);
            }

            foreach (var anchor in AnchorRule().Matches(line.Masked).Where(m => !aliases.Contains(m.Groups["name"].Value)))
            {
                yield return At(
                    anchor.Groups["at"].Index,
                    "what begins with & is an anchor and not part of the value; put the value in quotes where the & belongs to it");
            }

            foreach (var quote in CurlyRule().Matches(line.Masked).Select(m => m.Groups["at"]))
            {
                yield return At(
                    quote.Index, $"{quote.Value} is not a quotation mark of YAML, so it is part of the value; write \" or ' instead");
            }

            if (line.Raw.IndexOf('\uFFFD', StringComparison.Ordinal) is var lost and >= 0)
            {
                yield return At(
                    lost,
                    "holds a replacement character (\uFFFD), which stands for a letter that was lost when the file was saved in another "
                        + "encoding; "
                    + "type it again");
            }
        }
    }

    /// <summary>Says which invisible character a key holds; null where it holds none.</summary>
    public static string? Invisible(string key)
    {
        var found = key.FirstOrDefault(c => c != ' '
            && (char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control));
        return found == default ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"it holds the invisible character U+{(int)found:X4}, as text copied from a web page or a document may; delete it and type the "
                + $"line again");
    }

    private static bool Swallows(YamlOutline.Line line, int hash, IEnumerable<YamlOutline.Line> next)
    {
        if (hash + 1 == line.Raw.Length || line.Raw[hash + 1] is ' ' or '\t' or '#'
            || line.Masked.AsSpan(0, hash).TrimEnd() is not [.., var before])
        {
            return false;
        }

        // After a key without a value, a comment is normal when the value is on the lines below.
        return before is ':' or '-'
            ? !next.Where(l => l.Masked.Trim(YamlOutline.Comment, ' ', '\t') is not "").Take(1).Any(l => IsBelow(l, line))
            : before is not ('"' or '\'' or '}' or ']' or ',' or '{' or '[' or '|' or '>');
    }

    /// <summary>
    /// Whether a line is the value of the key before it: it is indented further, or an item of a list in the key's own column.
    /// </summary>
    private static bool IsBelow(YamlOutline.Line next, YamlOutline.Line line) =>
        Indent(next.Raw) > Indent(line.Raw) || (Indent(next.Raw) == Indent(line.Raw) && IsItem(next.Raw) && !IsItem(line.Raw));

    private static bool IsItem(string raw) => raw.AsSpan().TrimStart(' ').StartsWith("-");

    private static int Indent(string raw) => raw.Length - raw.AsSpan().TrimStart(' ').Length;

    private static bool IsQuoted(YamlOutline.Line line, int at) => line.Masked[at] == YamlOutline.Quoted && line.Masked[at - 1] == '"';

    /// <summary>A folder of Windows, or a user with a directory, within double quotes and with a backslash that is not doubled.</summary>
    [GeneratedRegex(@"""(?<at>[A-Za-z]:\\(?!\\)|[A-Z][A-Z0-9._-]*\\(?!\\)\w+"")")]
    private static partial Regex PathRule();

    [GeneratedRegex(@"(?:[:?-]\s+|[\[{,]\s*)(?<at>&)(?<name>[^\s\[\]{},]+)\s+[^\s\x02]")]
    private static partial Regex AnchorRule();

    [GeneratedRegex(@"(?:[:?-]\s+|[\[{,]\s*)\*(?<name>[^\s\[\]{},]+)")]
    private static partial Regex AliasRule();

    [GeneratedRegex(@"(?:[:?-]\s+|[\[{,]\s*)(?<at>[“”„«‘’])")]
    private static partial Regex CurlyRule();
}
