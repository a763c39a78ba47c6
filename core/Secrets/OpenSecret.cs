namespace Butler.Core.Secrets;

/// <summary>A secret that does not end in its text: it continues on the next line of the log.</summary>
/// <param name="Kind">The expected end.</param>
/// <param name="Mark">The mark that ends it, or the one around the name.</param>
/// <param name="IsJson">Whether a backslash escapes a mark.</param>
internal readonly record struct OpenSecret(OpenKind Kind, QuoteMark Mark = default, bool IsJson = false);

/// <summary>The expected end of an open secret.</summary>
internal enum OpenKind
{
    /// <summary>Nothing is open.</summary>
    None,

    /// <summary>The mark that ends a quoted value.</summary>
    Quote,

    /// <summary>The last line of a private key.</summary>
    PrivateKey,

    /// <summary>The end of an XML element.</summary>
    Element,

    /// <summary>The value itself: the line ended after the name.</summary>
    Value,
}
