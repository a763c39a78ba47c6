using System.Globalization;

namespace Butler.Core.Destinations.Smtp.Session;

/// <summary>What a server offers in its reply to EHLO (RFC 5321 4.1.1.1).</summary>
internal sealed class SmtpOffers
{
    /// <summary>A server that knows no EHLO offers nothing.</summary>
    public static readonly SmtpOffers None = new([]);

    private readonly Dictionary<string, string[]> offers = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="lines">The reply's lines after the first.</param>
    public SmtpOffers(IEnumerable<string> lines)
    {
        // Old servers write AUTH=LOGIN; where both forms stand, both count.
        foreach (var words in lines.Select(line => line.Split([' ', '='], StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 0))
        {
            offers[words[0]] = [.. offers.GetValueOrDefault(words[0]) ?? [], .. words[1..]];
        }
    }

    public bool StartTls => offers.ContainsKey("STARTTLS");

    public bool Size => offers.ContainsKey("SIZE");

    public bool EightBitMime => offers.ContainsKey("8BITMIME");

    public bool SmtpUtf8 => offers.ContainsKey("SMTPUTF8");

    /// <summary>The largest mail in bytes; null where the server does not say.</summary>
    public long? LargestMail =>
        offers.GetValueOrDefault("SIZE") is [var size, ..] && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0
            ? bytes
            : null;

    /// <summary>The ways to log in.</summary>
    public IReadOnlyList<string> Logins => offers.GetValueOrDefault("AUTH") ?? [];
}
