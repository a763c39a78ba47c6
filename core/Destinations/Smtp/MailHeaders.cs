using Butler.Core.Events;

namespace Butler.Core.Destinations.Smtp;

/// <summary>The headers that say what a mail is and how urgent, whoever sends it. Their values are printable ASCII without need of folding.</summary>
public static class MailHeaders
{
    private const int LongestId = 200;

    /// <summary>The headers of a mail besides address, subject and body. Normal priority has none: that is what their absence means.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(Mail mail, Mailbox from)
    {
        var id = mail.DeliveryId;
        yield return new("Message-ID", $"<{(Holds(id, c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? id : EventIdentity.Hash(id))}@{from.Domain}>");
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
