namespace Butler.Core.Destinations.Smtp;

/// <summary>
/// Reads lists of e-mail addresses in the form of RFC 5322 (<c>"Berg, Ida" &lt;ida@example.com&gt;, ops@example.com</c>, comments, groups).
/// Plain addresses may also be separated by blanks, semicolons and line breaks. The reader does not guess: a part that is not an address
/// is returned whole with its problem, and never shortened to an address.
/// </summary>
public static class AddressList
{
    private const string MailTo = "mailto:";

    /// <summary>The parts of a list in order, each an address or a problem; empty for a text without parts.</summary>
    public static IReadOnlyList<AddressPart> Read(string text)
    {
        var found = new List<AddressPart>();
        foreach (var part in AddressScanner.Split(text))
        {
            Read(part.Trim(), found);
        }

        return found;
    }

    private static void Read(string part, List<AddressPart> found)
    {
        if (part.Length == 0)
        {
            return;
        }

        // A part with only comments is kept: it may be an address in the wrong kind of brackets.
        if (AddressScanner.WithoutComments(part) is not { Length: > 0 } plain)
        {
            found.Add(new AddressPart(part, null, Mailbox.NotAnAddress));
            return;
        }

        if (AddressScanner.IndexOf(plain, '<') is >= 0 and var open)
        {
            found.Add(Named(part, plain, open));
            return;
        }

        var words = AddressScanner.Words(plain);
        var parts = words.Select(Plain).ToList();
        if (words.Count > 1 && parts.Exists(p => p.Mailbox is null))
        {
            found.Add(new AddressPart(part, null, Mailbox.NotAnAddress));
            return;
        }

        found.AddRange(parts);
    }

    /// <summary>A display name and an address in angle brackets.</summary>
    private static AddressPart Named(string part, string plain, int open)
    {
        var (phrase, address) = (plain[..open].Trim(), Visible(plain[(open + 1)..^1]));
        if (!plain.EndsWith('>') || AddressScanner.IndexOf(phrase, '>') >= 0 || AddressScanner.IndexOf(phrase, ':') >= 0
            || (AddressScanner.IndexOf(phrase, '@') >= 0 && !phrase.Trim('\'').Equals(address, StringComparison.OrdinalIgnoreCase)))
        {
            return new AddressPart(part, null, Mailbox.NotAnAddress);
        }

        return Mailbox.TryParseBare(Mailbox.DisplayName(phrase), address, out var mailbox, out var problem)
            ? new AddressPart(part, mailbox, null)
            : new AddressPart(part, null, problem);
    }

    private static AddressPart Plain(string word)
    {
        var address = Visible(word);
        address = address is ['\'', .. var inner, '\''] ? inner : address;
        address = address.StartsWith(MailTo, StringComparison.OrdinalIgnoreCase) ? address[MailTo.Length..] : address;
        return Mailbox.TryParseBare("", address, out var mailbox, out var problem)
            ? new AddressPart(word, mailbox, null)
            : new AddressPart(word, null, problem);
    }

    /// <summary>Removes invisible characters at the ends, which are frequent in text copied from a web page or a mail.</summary>
    private static string Visible(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && (char.IsWhiteSpace(text[start]) || Mailbox.IsFormat(text[start])))
        {
            start++;
        }

        while (end > start && (char.IsWhiteSpace(text[end - 1]) || Mailbox.IsFormat(text[end - 1])))
        {
            end--;
        }

        return text[start..end];
    }
}
