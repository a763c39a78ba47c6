using System.Text.RegularExpressions;

namespace Butler.Core.Configuration;

/// <summary>A probable fault in a YAML file, and how to fix it. It shows no values of the file, because they may be secret.</summary>
internal readonly partial record struct YamlHint(int Line, int Column, string Message)
{
    public const string Hash = "# begins a comment, which swallows the rest of the line; put the value in quotes, such as '#sense'";
    public const string Tab = "the line is indented with a tab; YAML takes blanks only";
    public const string Star = "a value that begins with * must be in quotes, such as '*.failed' (without them, YAML takes it for an "
        + "alias)";
    public const string Braces = "a value that begins with {{ must be in quotes, such as '{{taskName}} failed' (without them, YAML takes "
        + "it for a mapping)";
    public const string Variable = "${...} within { } or [ ] must be in quotes, such as { url: \"${NAME}\" }";
    public const string Backslash =
        @"a backslash in double quotes begins an escape such as \n; use single quotes, such as 'INTERNAL\sa_api' or 'C:\folder'";
    private const string Colon = "a value with a colon and a blank in it must be in quotes, such as 'Failed: Sales'";
    private const string Space = "a blank is missing after the colon: write \"key: value\"";
    private const string Hyphen = "a blank is missing after the hyphen: write \"- value\"";
    private const string AfterQuote =
        "text follows the closing quotation mark; put the whole value in quotes, and write a ' within single quotes twice, such as 'it''s'";

    /// <summary>Finds all probable faults, in the order of the file.</summary>
    public static IReadOnlyList<YamlHint> In(YamlOutline outline) =>
        [.. outline.Lines.SelectMany(In).OrderBy(h => h.Line).ThenBy(h => h.Column)];

    private static IEnumerable<YamlHint> In(YamlOutline.Line line)
    {
        IEnumerable<YamlHint> At(IEnumerable<int> columns, string message) =>
            columns.Select(i => new YamlHint(line.Number, i + 1, message));
        IEnumerable<int> Matches(Regex rule, Func<int, bool> where) =>
            rule.Matches(line.Masked).Select(m => m.Groups["at"].Index).Where(where);
        bool InBrackets(int i) => i < line.Depths.Length && line.Depths[i] > 0;
        bool Outside(int i) => !InBrackets(i);
        bool Anywhere(int i) => true;

        var comment = line.Masked.IndexOf(YamlOutline.Comment, StringComparison.Ordinal);
        return
        [
            .. At(Matches(TabRule(), Outside), Tab),
            .. At(comment >= 0 && InBrackets(comment) && line.Raw.AsSpan(comment).ContainsAny('}', ']') ? [comment] : [], Hash),
            .. At(Matches(StarRule(), Anywhere), Star),
            .. At(Matches(BracesRule(), Anywhere), Braces),
            .. At(Matches(VariableRule(), InBrackets), Variable),
            .. At(BadEscapes(line), Backslash),
            .. At(Matches(ReservedRule(), Anywhere), "a value that begins with @, ` or % must be in quotes"),
            .. At(Matches(ColonRule(), Outside), Colon),
            .. At(Matches(SpaceRule(), Outside), Space),
            .. At(Matches(HyphenRule(), Outside), Hyphen),
            .. At(Matches(AfterQuoteRule(), Anywhere), AfterQuote),
        ];
    }

    private static IEnumerable<int> BadEscapes(YamlOutline.Line line) => EscapeRule().Matches(line.Raw)
        .Where(m => line.Masked[m.Index] == YamlOutline.Quoted && IsInDoubleQuotes(line.Masked, m.Index) && m.Groups["bad"].Success)
        .Select(m => m.Index);

    private static bool IsInDoubleQuotes(string masked, int i) => masked.AsSpan(0, i).TrimEnd(YamlOutline.Quoted) is [] or [.., '"'];

    [GeneratedRegex(@"^ *(?<at>\t)[ \t]*[^ \t\x02]")]
    private static partial Regex TabRule();

    [GeneratedRegex(@"(?:^\s*|[:?-]\s+|[\[{,]\s*)(?<at>\*)")]
    private static partial Regex StarRule();

    [GeneratedRegex(@"(?:^\s*|[:?-]\s+|[\[{,]\s*)(?<at>\{\{)")]
    private static partial Regex BracesRule();

    [GeneratedRegex(@"(?<at>\$)\$?\{")]
    private static partial Regex VariableRule();

    /// <summary>Matches an escape that YAML does not know.</summary>
    [GeneratedRegex(@"\\(?:[0abtnvfre ""/\\N_LP\t]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(?<bad>.))")]
    private static partial Regex EscapeRule();

    [GeneratedRegex(@"(?:[:?-]\s+|[\[{,]\s*)(?<at>[@`%])")]
    private static partial Regex ReservedRule();

    [GeneratedRegex(@"^\s*(?:-\s+)*[^\s'""{\[&*!|>\x02\x03][^:\x02]*:\s+(?<at>[^\s'""{\[&*!|>\x01\x02][^\x02]*:)(?:\s|$)")]
    private static partial Regex ColonRule();

    [GeneratedRegex(@"^\s*(?:-\s+)*(?<at>[A-Za-z_][\w.-]*):(?![\s/\\])(?!.*:\s)\S")]
    private static partial Regex SpaceRule();

    [GeneratedRegex(@"^\s*(?<at>-)[^\s\-0-9\x03]")]
    private static partial Regex HyphenRule();

    [GeneratedRegex(@"(?:""\x01*""|'\x01*')\s*(?<at>[^\s,\]}:""'\x01\x02])")]
    private static partial Regex AfterQuoteRule();
}
