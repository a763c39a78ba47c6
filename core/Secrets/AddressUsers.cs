using System.Buffers;

namespace Butler.Core.Secrets;

/// <summary>
/// Finds the user and password in an address, <c>https://user:password@host</c>, and the addresses of webhooks, which are completely
/// secret.
/// </summary>
internal static class AddressUsers
{
    /// <summary>
    /// The maximum length of a password. Without a limit, the time for a text of many address beginnings would grow with the square of its
    /// length.
    /// </summary>
    private const int MaxLength = 2048;

    private static readonly SearchValues<char> EndOfAuthority = SearchValues.Create("/?#\\ \t\r\n\"'<>`|,;()[]{}");
    private static readonly SearchValues<char> EndOfWord = SearchValues.Create(" \t\r\n\"'<>`");

    /// <summary>The prefix of addresses of Oracle's driver.</summary>
    public const string Oracle = "jdbc:oracle:";

    private static readonly string[] Webhooks =
    [
        "hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/", "discord.com/api/webhooks/",
        "discordapp.com/api/webhooks/",
        "api.telegram.org/bot", "connect.signl4.com/webhook/",
    ];

    /// <summary>The start and end of the secret for the <c>://</c> at this position; empty when there is none.</summary>
    public static (int Start, int End) Find(ReadOnlySpan<char> text, int at)
    {
        var start = at + "://".Length;
        var rest = text.Slice(start, Math.Min(MaxLength, text.Length - start));
        foreach (var webhook in Webhooks)
        {
            if (rest.StartsWith(webhook, StringComparison.OrdinalIgnoreCase))
            {
                return (start + webhook.Length, start + To(rest, EndOfWord));
            }
        }

        var authority = rest[..To(rest, EndOfAuthority)];
        if (authority.LastIndexOf('@') is var user and >= 0)
        {
            return HasPassword(authority[..user]) || IsWeb(text, at) ? (start, start + user) : default;
        }

        // A password with a character that has a meaning in an address: https://anna:a/b@host.
        var colon = authority.IndexOf(':');
        if (colon > 0 && !IsPort(authority[(colon + 1)..]))
        {
            var word = rest[..To(rest, EndOfWord)];
            return word.LastIndexOf('@') is var far && far > colon ? (start, start + far) : default;
        }

        return default;
    }

    /// <summary>The password in <c>jdbc:oracle:thin:user/password@host</c>, from its beginning; empty when there is none.</summary>
    public static (int Start, int End) FindOracle(ReadOnlySpan<char> text, int at)
    {
        var word = text.Slice(at, Math.Min(MaxLength, text.Length - at));
        word = word[..To(word, EndOfWord)];
        var (slash, host) = (word.IndexOf('/'), word.IndexOf('@'));
        return slash > 0 && host > slash ? (at + slash + 1, at + host) : default;
    }

    private static bool HasPassword(ReadOnlySpan<char> user) => user.Contains(':');

    /// <summary>
    /// Whether the address is a web address, where a name without a password is usually a token; in <c>sftp://anna@host</c> it is not a
    /// secret.
    /// </summary>
    private static bool IsWeb(ReadOnlySpan<char> text, int at) =>
        text[..at].EndsWith("http", StringComparison.OrdinalIgnoreCase) || text[..at].EndsWith("https", StringComparison.OrdinalIgnoreCase);

    private static bool IsPort(ReadOnlySpan<char> text) => text.IsEmpty || !text.ContainsAnyExceptInRange('0', '9');

    private static int To(ReadOnlySpan<char> text, SearchValues<char> end) =>
        text.IndexOfAny(end) is var found and >= 0 ? found : text.Length;
}
