namespace Butler.Core.Secrets;

/// <summary>Decides from a name whether its value is a secret.</summary>
internal static class SecretNames
{
    /// <summary>The kind of the name.</summary>
    /// <param name="name">The name, such as <c>vDbPassword</c> or <c>X-API-Key</c>.</param>
    /// <param name="before">The word before the name, if only a blank is between them: <c>API key</c>, <c>unexpected token</c>.</param>
    public static NameKind KindOf(ReadOnlySpan<char> name, ReadOnlySpan<char> before = default)
    {
        if (name.Length is 0 or > NameWords.MaxName)
        {
            return NameKind.None;
        }

        var words = new NameWords(name, stackalloc char[NameWords.MaxName], stackalloc int[NameWords.MaxName]);
        if (words.Count == 0)
        {
            return NameKind.None;
        }

        var last = words[words.Count - 1];
        if (Contains(SecretWords.Harmless, last))
        {
            return words.Count > 1 && last is "id" && words[words.Count - 2] is "secret" ? NameKind.Secret : NameKind.None;
        }

        var kind = Header(words, last);
        for (var i = 0; i < words.Count && kind is not (NameKind.Secret or NameKind.Authorization or NameKind.Cookie); i++)
        {
            var found = KindOf(words, i, before);
            kind = found == NameKind.None || kind is NameKind.Token ? kind : found;
        }

        return kind == NameKind.None && Contains(SecretWords.InAddress, last) ? NameKind.InAddress : kind;
    }

    /// <summary>Whether a header of an HTTP request is known to hold no secret. All others may.</summary>
    public static bool IsHarmlessHeader(ReadOnlySpan<char> name) =>
        name.StartsWith("accept", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("content-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("if-", StringComparison.OrdinalIgnoreCase)
        || name.ToString().ToLowerInvariant() is "user-agent" or "host" or "cache-control" or "connection" or "pragma" or "prefer"
            or "origin" or "referer" or "range" or "date" or "expect" or "te" or "via" or "odata-version" or "odata-maxversion"
            or "soapaction" or "x-requested-with"
            or "x-ms-version" or "x-ms-date" or "x-http-method-override" or "consistencylevel" or "x-correlation-id" or "x-request-id";

    private static NameKind Header(in NameWords words, ReadOnlySpan<char> last) => last switch
    {
        "authorization" or "auth" => NameKind.Authorization,
        "cookie" or "cookies" => NameKind.Cookie,
        "session" when words.Count > 1 && words[words.Count - 2] is "qlik" => NameKind.Secret,
        _ => NameKind.None,
    };

    private static NameKind KindOf(in NameWords words, int index, ReadOnlySpan<char> before)
    {
        var word = words[index];
        if (word is "key" or "keys")
        {
            var qualifier = index > 0 ? words[index - 1] : before;
            return Contains(SecretWords.BeforeKey, qualifier) ? NameKind.Secret
                : Contains(SecretWords.PerhapsBeforeKey, qualifier) ? NameKind.Weak
                : NameKind.None;
        }

        if (Contains(SecretWords.Alone, word))
        {
            return word is "pass" && words.Count == 1 ? NameKind.InAddress : NameKind.Secret;
        }

        if (IsPassword(word) || EndsWith(word, SecretWords.Secrets))
        {
            return NameKind.Secret;
        }

        if (EndsWith(word, SecretWords.Tokens))
        {
            return index == 0 && Contains(SecretWords.OfParsers, before) ? NameKind.None : NameKind.Token;
        }

        return word is "accountkey" or "clientkey" or "clave" ? NameKind.Weak : NameKind.None;
    }

    /// <summary>
    /// Whether a word is or contains a word for a password: <c>dbpassword</c>, <c>passwordprod</c>, but not <c>passwordpolicy</c>.
    /// </summary>
    private static bool IsPassword(ReadOnlySpan<char> word)
    {
        foreach (var password in SecretWords.Passwords)
        {
            var at = word.IndexOf(password, StringComparison.Ordinal);
            if (at >= 0 && (at == 0 || password.Length > 5 || password is "pwd" || password[0] > 127)
                && !Contains(SecretWords.Harmless, word[(at + password.Length)..]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsWith(ReadOnlySpan<char> word, string[] endings)
    {
        foreach (var ending in endings)
        {
            if (word.EndsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(System.Collections.Frozen.FrozenSet<string> set, ReadOnlySpan<char> word) =>
        set.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
}
