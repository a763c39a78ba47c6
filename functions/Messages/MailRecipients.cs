using System.Globalization;
using Butler.Core.Api;
using Butler.Core.Destinations.Smtp;
using Butler.Core.Text;
using Butler.Functions.Configuration;

namespace Butler.Functions.Messages;

/// <summary>
/// The recipients of a mail. Whoever holds a key must not be able to send mail to anybody in the operator's name, so each recipient is one
/// of the channel's own or matches <c>api.emailRecipients</c>.
/// </summary>
internal static class MailRecipients
{
    private const int Max = 50;
    private const int MaxShown = 100;

    /// <summary>The addresses, each once.</summary>
    /// <param name="requested">What the request names; each text may hold several addresses. Empty: the channel's own recipients.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="options">The configuration.</param>
    /// <exception cref="ProblemException">A recipient is not valid or not allowed, or there is none.</exception>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> requested, string channel, ButlerOptions options)
    {
        IReadOnlyList<string> own = options.Channels[channel] is IHasRecipients has ? [.. has.NamedRecipients.OfType<string>()] : [];
        var parts = requested.SelectMany(AddressList.Read).ToList();
        if (parts.Count == 0)
        {
            return own.Count > 0 ? own : throw ProblemException.ForLoadScripts(
                400, $"body must have required property 'to': the channel {channel} in butler.yaml has no recipients of its own");
        }

        foreach (var part in parts.Where(part => part.Mailbox is null))
        {
            throw ProblemException.ForLoadScripts(400, $"body/to: \"{TextCut.ToLength(part.Text, MaxShown)}\" {part.Problem}");
        }

        List<string> addresses = [.. parts.Select(part => part.Mailbox!.Address).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (addresses.Count > Max)
        {
            throw ProblemException.ForLoadScripts(
                400, string.Create(CultureInfo.InvariantCulture, $"body/to must NOT have more than {Max} addresses"));
        }

        var foreign = addresses.Where(address => !own.Contains(address, StringComparer.OrdinalIgnoreCase)
            && !options.Api.EmailRecipients.Any(pattern => pattern.Matches(address))).ToList();
        return foreign.Count == 0 ? addresses : throw ProblemException.ForLoadScripts(
            403, $"No mail may be sent to {string.Join(", ", foreign)}: api.emailRecipients in butler.yaml does not allow it, and the "
                + $"channel {channel} has other recipients.");
    }
}
