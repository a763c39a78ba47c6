namespace Butler.RelayAgent.Sense.Parsing;

/// <summary>Recognizes levels and ids, even if the separator between two of them is missing.</summary>
internal static class Words
{
    private const int PlainGuid = 36;
    private const int BareGuid = 32;

    /// <summary>log4net's levels, and the words that other frameworks use.</summary>
    private static readonly string[] Levels =
    [
        "DEBUG", "INFO", "WARN", "WARNING", "ERROR", "FATAL", "TRACE", "VERBOSE", "NOTICE", "CRITICAL", "EMERGENCY", "ALERT", "SEVERE",
        "FINE", "FINER", "FINEST", "INFORMATION",
    ];

    /// <summary>Whether a field is a level.</summary>
    public static bool IsLevel(string field) =>
        SenseText.CleanWord(field) is { } word && Levels.Contains(word, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a field may be a truncated level.</summary>
    public static bool MayBeCutLevel(string field) =>
        SenseText.CleanWord(field) is { } word && Levels.Any(level => level.StartsWith(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Divides a level from the id that follows it without a separator.</summary>
    public static bool TryDivide(string field, out string level, out string rest)
    {
        var text = field.TrimStart();
        foreach (var known in Levels)
        {
            if (text.StartsWith(known, StringComparison.OrdinalIgnoreCase) && GuidAtStart(text[known.Length..].TrimStart(), out _) > 0)
            {
                (level, rest) = (text[..known.Length], text[known.Length..].TrimStart());
                return true;
            }
        }

        (level, rest) = ("", field);
        return false;
    }

    /// <summary>The length of the GUID at the start of a text; 0 when there is none.</summary>
    public static int GuidAtStart(string text, out string guid)
    {
        foreach (var length in text.StartsWith('{') || text.StartsWith('(') ? (int[])[PlainGuid + 2, BareGuid + 2] : [PlainGuid, BareGuid])
        {
            if (text.Length >= length && SenseText.IsGuid(text[..length])
                && !(length == BareGuid && text.Length > length && char.IsAsciiHexDigit(text[length])))
            {
                guid = text[..length];
                return length;
            }
        }

        guid = "";
        return 0;
    }

    /// <summary>
    /// The parts of a field in which the separators between ids, time stamp and level are missing; otherwise the field itself. The first
    /// part may be the end of a name.
    /// </summary>
    public static IReadOnlyList<string> Parts(string field)
    {
        var text = field.Trim();
        if (TimeStamps.IsOne(text) || SenseText.IsGuid(text) || text.Length <= BareGuid / 2)
        {
            return [field];
        }

        if (text.Length > PlainGuid && SenseText.IsGuid(text[^PlainGuid..]))
        {
            return [.. Parts(text[..^PlainGuid]), text[^PlainGuid..]];
        }

        if (GuidAtStart(text, out var guid) is var length and > 0 && TimeStamps.IsOne(text[length..]))
        {
            return [guid, text[length..]];
        }

        foreach (var level in Levels.Where(level => text.EndsWith(level, StringComparison.OrdinalIgnoreCase)))
        {
            if (Parts(text[..^level.Length]) is [.., var last] parts && TimeStamps.IsOne(last))
            {
                return [.. parts, text[^level.Length..]];
            }
        }

        return [field];
    }
}
