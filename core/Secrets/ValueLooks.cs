using System.Buffers;

namespace Butler.Core.Secrets;

/// <summary>Judges a value by its form.</summary>
internal static class ValueLooks
{
    private const int LongToken = 20;
    private const int ShortSecret = 12;

    private static readonly SearchValues<char> EndOfValue = SearchValues.Create(" \t\r\n;,\"'<>");

    /// <summary>Whether a value is a word for no value, or an unresolved variable.</summary>
    public static bool Harmless(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        return value.IsEmpty
            || !value.ContainsAnyExcept('*')
            || SecretWords.HarmlessValues.GetAlternateLookup<ReadOnlySpan<char>>().Contains(value)
            || IsVariable(value);
    }

    /// <summary>Whether a word is a token rather than a word of a language.</summary>
    public static bool LikeToken(ReadOnlySpan<char> value)
    {
        var (digits, lower, upper) = Count(value);
        return digits > 0 || (value.Length >= LongToken && lower > 0 && upper > 0) || value is [.., '='];
    }

    /// <summary>Whether the value at the position is a secret rather than a number or a word of a data model.</summary>
    public static bool LikeSecret(ReadOnlySpan<char> from)
    {
        from = from.TrimStart("\"'\\");
        var end = from.IndexOfAny(EndOfValue) is var found and >= 0 ? found : from.Length;
        var (digits, lower, upper) = Count(from[..end]);
        return (end >= ShortSecret && digits > 0 && lower + upper > 0) || from[..end] is [.., '='];
    }

    /// <summary>Whether a word after <c>Bearer</c> is part of a sentence.</summary>
    public static bool IsOfSentence(ReadOnlySpan<char> word) => word.ToString().ToLowerInvariant()
        is "authentication" or "authorization" or "credential" or "credentials" or "certificate" or "security" or "required"
            or "challenge" or "expected";

    /// <summary>Whether a word is the scheme of an <c>Authorization</c> header with one token.</summary>
    public static bool IsOneTokenScheme(ReadOnlySpan<char> word) => word.Length <= 12
        && word.ToString().ToLowerInvariant() is "bearer" or "basic" or "token" or "apikey" or "negotiate" or "ntlm" or "key"
            or "splunk" or "dpop" or "sso";

    /// <summary><c>$(vPassword)</c>, <c>${PASSWORD}</c>, <c>%PASSWORD%</c>, <c>{{password}}</c>.</summary>
    private static bool IsVariable(ReadOnlySpan<char> value) => value switch
    {
        ['$', '(', .. var name, ')'] => IsName(name),
        ['$', '{', .. var name, '}'] => IsName(name),
        ['{', '{', .. var name, '}', '}'] => IsName(name.Trim()),
        ['%', .. var name, '%'] => IsName(name),
        _ => false,
    };

    private static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '.' or '-'))
            {
                return false;
            }
        }

        return !name.IsEmpty;
    }

    private static (int Digits, int Lower, int Upper) Count(ReadOnlySpan<char> value)
    {
        var (digits, lower, upper) = (0, 0, 0);
        foreach (var c in value)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            lower += char.IsAsciiLetterLower(c) ? 1 : 0;
            upper += char.IsAsciiLetterUpper(c) ? 1 : 0;
        }

        return (digits, lower, upper);
    }
}
