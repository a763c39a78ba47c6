namespace Butler.Core.Secrets;

/// <summary>
/// A quotation mark in a text: <c>"</c>, <c>'</c>, the doubled <c>""</c> of a quoted text, or <c>\"</c> and <c>\\\"</c> for JSON
/// in JSON. A value ends with the same mark with which it begins.
/// </summary>
/// <param name="Sign">The sign.</param>
/// <param name="Count">The number of signs.</param>
/// <param name="Slashes">The number of backslashes before the sign.</param>
internal readonly record struct QuoteMark(char Sign, int Count, int Slashes)
{
    /// <summary>No mark.</summary>
    public static QuoteMark None => default;

    /// <summary>Whether there is one.</summary>
    public bool IsSome => Count > 0;

    /// <summary>Its characters.</summary>
    public int Length => Count + Slashes;

    /// <summary>The mark at a position; none when there is no mark.</summary>
    public static QuoteMark At(ReadOnlySpan<char> text, int at)
    {
        var slashes = 0;
        while (at + slashes < text.Length && slashes < 8 && text[at + slashes] == '\\')
        {
            slashes++;
        }

        at += slashes;
        if (at >= text.Length || text[at] is not ('"' or '\'' or '`'))
        {
            return None;
        }

        var count = 1;
        while (at + count < text.Length && count < 4 && text[at + count] == text[at])
        {
            count++;
        }

        return new QuoteMark(text[at], slashes > 0 ? 1 : count, slashes);
    }

    /// <summary>The next position of the mark; -1 when there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">The start of the value.</param>
    /// <param name="isJson">Whether a backslash escapes a mark.</param>
    public int Next(ReadOnlySpan<char> text, int from, bool isJson)
    {
        for (var at = from; at < text.Length;)
        {
            var found = text[at..].IndexOf(Sign);
            if (found < 0)
            {
                return -1;
            }

            at += found;
            var run = 1;
            while (at + run < text.Length && text[at + run] == Sign)
            {
                run++;
            }

            var slashes = 0;
            while (at - slashes > from && text[at - slashes - 1] == '\\')
            {
                slashes++;
            }

            if (Ends(run, slashes, isJson) is var skip and >= 0)
            {
                return at + skip - Slashes;
            }

            at += run;
        }

        return -1;
    }

    /// <summary>The number of signs of a run that belong to the value before its closing mark; -1 when there is no closing mark.</summary>
    private int Ends(int run, int slashes, bool isJson) => (Slashes, Count) switch
    {
        ( > 0, _) => slashes == Slashes ? 0 : -1,
        (_, > 1) => slashes % 2 == 1 || run < Count ? -1 : (run - Count) / Count % 2 == 0 ? 0 : -1,
        _ when isJson => slashes % 2 == 0 ? 0 : run > 1 ? 1 : -1,
        _ => run % 2 == 1 ? run - 1 : -1, // in a text of its own, a doubled sign is one sign
    };
}
