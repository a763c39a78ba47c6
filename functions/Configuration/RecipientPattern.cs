using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Butler.Core.Events.Kinds;

namespace Butler.Functions.Configuration;

/// <summary>
/// A pattern of e-mail addresses: <c>*</c> stands for any characters before the at sign, and a domain may begin with <c>*.</c> for all
/// domains below it. The domain itself is always named, so that no pattern lets a mail go anywhere.
/// </summary>
internal sealed record RecipientPattern
{
    private static readonly IdnMapping International = new();
    private readonly string local;
    private readonly string domain;

    private RecipientPattern(string local, string domain) => (this.local, this.domain) = (local, domain);

    /// <summary>Reads a pattern such as <c>*@example.com</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RecipientPattern? pattern)
    {
        var at = text.LastIndexOf('@');
        var domain = text[(at + 1)..];
        var named = domain.StartsWith("*.", StringComparison.Ordinal) ? domain[2..] : domain;
        pattern = null;
        if (at <= 0 || !named.Contains('.', StringComparison.Ordinal) || !named.All(c => char.IsLetterOrDigit(c) || c is '.' or '-'))
        {
            return false;
        }

        try
        {
            // The domains of addresses are in ASCII.
            pattern = new RecipientPattern(text[..at], domain[..^named.Length] + International.GetAscii(named));
            return true;
        }
        catch (ArgumentException)
        {
            return false; // an empty or too long part
        }
    }

    /// <summary>Whether an address matches; case makes no difference.</summary>
    /// <param name="address">An address without a display name.</param>
    public bool Matches(string address)
    {
        var at = address.LastIndexOf('@');
        return at > 0 && EventPatterns.Matches(local, address.AsSpan(0, at)) && EventPatterns.Matches(domain, address.AsSpan(at + 1));
    }
}
