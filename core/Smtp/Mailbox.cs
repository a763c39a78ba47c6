using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Butler.Core.Smtp;

/// <summary>A mail address that is safe in a command and in a header: it has no control characters, and its domain is in ASCII.</summary>
/// <param name="Name">The display name; empty for none.</param>
/// <param name="Local">What stands before the at sign, quoted where it must be.</param>
/// <param name="Domain">The domain in ASCII: an international one in its <c>xn--</c> form.</param>
public sealed record Mailbox(string Name, string Local, string Domain)
{
    /// <summary>The longest path that SMTP knows (RFC 5321 4.5.3.1.3), less its brackets.</summary>
    private const int Longest = 254;

    private static readonly IdnMapping International = new();

    /// <summary>The address without the display name.</summary>
    public string Address => $"{Local}@{Domain}";

    /// <summary>Whether it can be sent only to a server that offers SMTPUTF8 (RFC 6531).</summary>
    public bool NeedsUtf8 => !Local.All(char.IsAscii);

    /// <summary>Reads an address with or without a display name.</summary>
    /// <returns>Whether it is one that can be written to; <paramref name="problem"/> says why not, without repeating it.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out Mailbox? mailbox, [NotNullWhen(false)] out string? problem)
    {
        mailbox = null;
        if (text.Any(char.IsControl))
        {
            problem = "holds control characters";
            return false;
        }

        if (!MailAddress.TryCreate(text, out var parsed) || !IsOne(text.Trim(), parsed))
        {
            problem = "is not a mail address";
            return false;
        }

        var domain = parsed.Host;
        try
        {
            domain = domain.All(char.IsAscii) ? domain : International.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            problem = "has a domain that does not exist in the domain name system's own form";
            return false;
        }

        mailbox = new Mailbox(Unquoted(text, parsed.DisplayName), parsed.User, domain);
        problem = mailbox.Address.Length > Longest ? string.Create(CultureInfo.InvariantCulture, $"is longer than {Longest} characters") : null;
        return problem is null;
    }

    /// <summary>The quotes are gone already, the backslashes within them are not.</summary>
    private static string Unquoted(string text, string name)
    {
        if (!text.TrimStart().StartsWith('"'))
        {
            return name.Trim();
        }

        var plain = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            i += name[i] == '\\' && i + 1 < name.Length ? 1 : 0;
            plain.Append(name[i]);
        }

        return plain.ToString().Trim();
    }

    /// <summary>
    /// Whether nothing but one address stands there. <see cref="MailAddress"/> reads from the end and takes all before it for the display name:
    /// of <c>a@example.com, b@example.com</c> the first would get nothing.
    /// </summary>
    private static bool IsOne(string text, MailAddress parsed)
    {
        var name = text.EndsWith('>') ? text[..text.LastIndexOf('<')].Trim() : "";
        return text.EndsWith('>')
            ? name.StartsWith('"') || name.AsSpan().IndexOfAny(",;@<>") < 0
            : parsed.DisplayName.Length == 0 && text == parsed.Address;
    }
}
