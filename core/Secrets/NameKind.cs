namespace Butler.Core.Secrets;

/// <summary>What a name means for its value.</summary>
internal enum NameKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The value is a secret.</summary>
    Secret,

    /// <summary>The value is a secret unless it is a small number: <c>token</c>.</summary>
    Token,

    /// <summary>The value is a secret if it looks like one: <c>accountKey</c> is also a column's name.</summary>
    Weak,

    /// <summary>
    /// The value is a secret in an address's query, and in a REST connection's <c>QUERY</c>: <c>sig</c>, <c>code</c>, <c>key</c>.
    /// </summary>
    InAddress,

    /// <summary>The value is that of an <c>Authorization</c> header.</summary>
    Authorization,

    /// <summary>The value is a cookie, with its attributes.</summary>
    Cookie,
}
