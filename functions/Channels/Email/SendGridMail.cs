using System.Diagnostics.CodeAnalysis;
using Butler.Core.Destinations.Smtp;
using SendGrid.Helpers.Mail;

namespace Butler.Functions.Channels.Email;

/// <summary>
/// Converts a mail for SendGrid's API, version 3. Source: https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
/// </summary>
internal static class SendGridMail
{
    /// <returns>Whether both addresses are valid; <paramref name="problem"/> says why not.</returns>
    public static bool TryMake(Mail mail, [NotNullWhen(true)] out SendGridMessage? message, [NotNullWhen(false)] out string? problem)
    {
        message = null;
        if (!Mailbox.TryParse(mail.From, out var from, out problem))
        {
            problem = $"the sender {problem}";
            return false;
        }

        if (!Mailbox.TryParse(mail.To, out var to, out problem))
        {
            problem = $"the recipient {problem}";
            return false;
        }

        // SendGrid refuses an empty subject and an empty body.
        var subject = Subject(mail.Subject) is { Length: > 0 } given ? given : "(no subject)";
        var text = mail.Text.Length == 0 && mail.Html.Length == 0 ? "(empty)" : mail.Text;
        message = MailHelper.CreateSingleEmail(Address(from), Address(to), subject, text, mail.Html);

        // MailHelper sets the subject of the recipient. The documentation requires a subject of the mail.
        message.SetGlobalSubject(subject);
        message.Personalizations[0].Subject = null;
        message.AddGlobalHeaders(MailHeaders.Of(mail, from).ToDictionary());
        message.AddGlobalCustomArg("butler_delivery_id", mail.DeliveryId);
        return true;
    }

    private static EmailAddress Address(Mailbox mailbox) => new(mailbox.Address, mailbox.Name.Length > 0 ? mailbox.Name : null);

    private static string Subject(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
