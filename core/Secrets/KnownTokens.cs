using System.Buffers;

namespace Butler.Core.Secrets;

/// <summary>Finds tokens and keys by their prefixes, independent of the name before them.</summary>
internal static class KnownTokens
{
    private const int AwsSecret = 40;
    private const int MaxBetween = 6;

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~");

    private static readonly SearchValues<char> Base64Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    private static readonly (string Start, int Least)[] Known =
    [
        ("eyJ", 20), // JSON Web Token
        ("AKIA", 16), ("ASIA", 16), // AWS
        ("ghp_", 30), ("gho_", 30), ("ghu_", 30), ("ghs_", 30), ("ghr_", 30), ("github_pat_", 30), ("glpat-", 16), // GitHub, GitLab
        ("xoxa-", 10), ("xoxb-", 10), ("xoxp-", 10), ("xoxr-", 10), ("xoxs-", 10), ("xapp-", 10), // Slack
        ("sk_live_", 10), ("sk_test_", 10), ("rk_live_", 10), ("rk_test_", 10), ("whsec_", 16), // Stripe
        ("sk-proj-", 16), ("sk-ant-", 16), ("hf_", 30), // OpenAI, Anthropic, Hugging Face
        ("AIza", 30), ("ya29.", 16), ("GOCSPX-", 16), // Google
        ("SG.", 30), ("NRAK-", 16), ("NRII-", 16), ("shpat_", 16), ("ATATT3", 30), ("npm_", 30), ("pypi-", 30), ("dckr_pat_", 16),
        ("dapi", 32),
    ];

    /// <summary>The prefixes.</summary>
    public static IEnumerable<string> Starts => Known.Select(known => known.Start);

    /// <summary>The end of the token at the position; -1 when there is none.</summary>
    public static int EndOf(ReadOnlySpan<char> text, int at)
    {
        if (at > 0 && (char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] is '_'))
        {
            return -1;
        }

        var rest = text[at..];
        foreach (var (start, least) in Known)
        {
            if (!rest.StartsWith(start, StringComparison.Ordinal))
            {
                continue;
            }

            var end = rest[start.Length..].IndexOfAnyExcept(TokenCharacters) is var length and >= 0 ? start.Length + length : rest.Length;
            while (end > 0 && rest[end - 1] is '.' && start != "eyJ")
            {
                end--; // a sentence may end after it
            }

            if (end - start.Length >= least && (start is not "dapi" || IsHex(rest[4..end])))
            {
                return at + (start is "AKIA" or "ASIA" ? WithSecret(rest, end) : end);
            }
        }

        return -1;
    }

    /// <summary>AWS's secret key has no prefix, but is often next to the key's id.</summary>
    private static int WithSecret(ReadOnlySpan<char> rest, int end)
    {
        var at = end;
        while (at < rest.Length && at - end < MaxBetween && rest[at] is ' ' or ':' or ';' or ',' or '"' or '\'' or '|' or '\t')
        {
            at++;
        }

        var length = rest[at..].IndexOfAnyExcept(Base64Characters) is var found and >= 0 ? found : rest.Length - at;
        return length == AwsSecret ? at + length : end;
    }

    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return true;
    }
}
