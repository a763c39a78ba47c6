using Butler.Core.Events;

namespace Butler.Core.Destinations.Smtp;

/// <summary>
/// Creates the headers for the identity and priority of a mail. Their values are printable ASCII and short enough to need no folding.
/// </summary>
public static class MailHeaders
{
    private const int LongestId = 200;

    /// <summary>The headers besides address, subject and body. Normal priority is the default and has no header.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(Mail mail, Mailbox from)
    {
        var id = mail.DeliveryId;
        yield return new(
            "Message-ID",
            $"<{(Holds(id, c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? id : EventIdentity.Hash(id))}@{from.Domain}>");
        yield return new("Auto-Submitted", "auto-generated");
        yield return new("X-Butler-Delivery-Id", Holds(id, c => c is > ' ' and <= '~') ? id : EventIdentity.Hash(id));
        if (mail.PossibleDuplicate)
        {
            yield return new("X-Butler-Possible-Duplicate", "true");
        }

        if (mail.Priority is "high" or "low")
        {
            var high = mail.Priority == "high";
            yield return new("X-Priority", high ? "1 (Highest)" : "5 (Lowest)");
            yield return new("X-MSMail-Priority", high ? "High" : "Low");
            yield return new("Importance", mail.Priority);
        }
    }

    private static bool Holds(string id, Func<char, bool> only) => id.Length is > 0 and <= LongestId && id.All(only);
}
