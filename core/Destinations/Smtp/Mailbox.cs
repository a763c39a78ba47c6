using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using MimeKit;

namespace Butler.Core.Destinations.Smtp;

/// <summary>
/// An e-mail address that is safe in a command and in a header: it has no control characters, and its domain is in ASCII.
/// </summary>
/// <param name="Name">The display name; empty for none.</param>
/// <param name="Local">The part before the at sign, in Unicode's form C, quoted if necessary.</param>
/// <param name="Domain">The domain in ASCII: an international one in its <c>xn--</c> form.</param>
public sealed record Mailbox(string Name, string Local, string Domain)
{
    internal const string NotAnAddress = "is not an e-mail address";

    /// <summary>The longest path in SMTP (RFC 5321 4.5.3.1.3), without its brackets.</summary>
    private const int MaxLength = 254;

    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    private static readonly IdnMapping International = new();

    /// <summary>The address without the display name.</summary>
    public string Address => $"{Local}@{Domain}";

    /// <summary>Whether the address needs a server that offers SMTPUTF8 (RFC 6531).</summary>
    public bool NeedsUtf8 => !Local.All(char.IsAscii);

    /// <summary>Reads one address with or without a display name, such as <c>Ops &lt;ops@example.com&gt;</c>.</summary>
    /// <returns>Whether the text is an address; <paramref name="problem"/> says why not, without the text.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out Mailbox? mailbox, [NotNullWhen(false)] out string? problem)
    {
        mailbox = null;
        if (text.Any(char.IsControl))
        {
            problem = "holds control characters";
            return false;
        }

        IReadOnlyList<AddressPart> parts = AddressList.Read(text);
        if (parts.Count > 1)
        {
            problem = $"{NotAnAddress}: exactly one is expected; put a name that holds a comma in double quotes";
            return false;
        }

        mailbox = parts is [var only] ? only.Mailbox : null;
        problem = mailbox is not null ? null : parts is [var wrong] ? wrong.Problem ?? NotAnAddress : NotAnAddress;
        return mailbox is not null;
    }

    /// <summary>
    /// Reads an address without a display name, strictly by RFC 5322 and RFC 6532, without blanks around dots and the at sign.
    /// </summary>
    internal static bool TryParseBare(
        string name, string address, [NotNullWhen(true)] out Mailbox? mailbox, [NotNullWhen(false)] out string? problem)
    {
        mailbox = null;
        problem = NotAnAddress;
        if (address.EnumerateRunes().Any(IsInvisible) || !MailboxAddress.TryParse(Strict, address, out var parsed)
            || parsed.Name is { Length: > 0 } || parsed.Route.Count > 0)
        {
            return false;
        }

        var local = Unquoted(parsed.LocalPart.Normalize());
        var domain = parsed.Domain.TrimEnd('.');
        try
        {
            domain = domain.StartsWith('[') ? domain : International.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            problem = "has a domain that does not exist in the domain name system's own form";
            return false;
        }

        var found = new Mailbox(
            string.Concat(name.EnumerateRunes().Select(r => IsInvisible(r) ? " " : r.ToString())).Trim(), local, domain);
        problem = found.Address.Length > MaxLength
            ? string.Create(CultureInfo.InvariantCulture, $"is longer than {MaxLength} characters")
            : null;
        mailbox = problem is null ? found : null;
        return problem is null;
    }

    /// <summary>Reads a display name: quotes, comments and encoded words are resolved.</summary>
    internal static string DisplayName(string phrase)
    {
        const string some = " <a@b>";
        var name = MailboxAddress.TryParse(Strict, phrase + some, out var parsed) ? parsed.Name ?? "" : phrase.Trim();
        return name.Length > 1 && name.StartsWith('\'') && name.EndsWith('\'') ? name[1..^1] : name;
    }

    /// <summary>Whether a character is an invisible format character of Unicode.</summary>
    internal static bool IsFormat(char c) => CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format;

    /// <summary>Whether a character is invisible, such as a line break or a text direction mark, or half of a surrogate pair.</summary>
    private static bool IsInvisible(Rune rune) =>
        Rune.IsControl(rune) || rune == Rune.ReplacementChar
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>Removes unnecessary quotes, so that an address has one form.</summary>
    private static string Unquoted(string local) =>
        local is ['"', .. var inner, '"'] && MailboxAddress.TryParse(Strict, inner + "@b", out var plain) && plain.LocalPart == inner
            ? inner
            : local;
}
