namespace Butler.Local.Sense.Filters;

/// <param name="Kind">The kind.</param>
/// <param name="Text">The word, or a quoted text without its quotes.</param>
/// <param name="At">The position in the filter.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int At)
{
    public bool Is(string word) => Kind == FilterTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The kinds of tokens.</summary>
internal enum FilterTokenKind
{
    /// <summary>A property path, an operator, a GUID, a number, a bare date, <c>true</c>: a text between blanks.</summary>
    Word,

    /// <summary>A text in single quotes, in which a quote is doubled.</summary>
    Quoted,
    Open,
    Close,
    End,
}
