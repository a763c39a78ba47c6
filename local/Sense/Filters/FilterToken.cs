namespace Butler.Local.Sense.Filters;

/// <param name="Kind">What it is.</param>
/// <param name="Text">A word as it stands, or a quoted text without its quotes.</param>
/// <param name="At">Where it begins in the filter.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int At)
{
    public bool Is(string word) => Kind == FilterTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The kinds of token a filter is made of.</summary>
internal enum FilterTokenKind
{
    /// <summary>A property path, an operator, a GUID, a number, a bare date, <c>true</c>: what stands between blanks.</summary>
    Word,

    /// <summary>A text in single quotes, in which a quote is doubled.</summary>
    Quoted,
    Open,
    Close,
    End,
}
