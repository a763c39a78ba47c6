using System.Text;
using Butler.Core.Events;
using MimeKit;

namespace Butler.Core.Destinations.Smtp;

/// <summary>
/// A mail as it is sent: <c>multipart/alternative</c> with the plain text first, in seven bits unless an address needs more.
/// </summary>
internal sealed class OutgoingMail
{
    /// <summary>An encoded word has at most 75 characters; a rune has up to 4 bytes, which are 6 characters in base64.</summary>
    private const int RunesPerWord = 10;

    /// <summary>Creates the message.</summary>
    public OutgoingMail(Mail mail, Mailbox from, Mailbox to, DateTimeOffset now)
    {
        NeedsUtf8 = from.NeedsUtf8 || to.NeedsUtf8;
        From = new MailboxAddress(Encoding.UTF8, from.Name, from.Address);
        To = new MailboxAddress(Encoding.UTF8, to.Name, to.Address);
        Format = new FormatOptions { International = NeedsUtf8, NewLineFormat = NewLineFormat.Dos, EnsureNewLine = true };
        Message = new MimeMessage([From], [To], "", Body(mail)) { Date = now.ToUniversalTime() };
        Message.Headers.Replace(Subject(OneLine(mail.Subject)));
        foreach (var (name, value) in MailHeaders.Of(mail, from))
        {
            Message.Headers.Replace(name, value);
        }
    }

    /// <summary>Whether the mail needs a server that offers SMTPUTF8.</summary>
    public bool NeedsUtf8 { get; }

    public MailboxAddress From { get; }

    public MailboxAddress To { get; }

    public MimeMessage Message { get; }

    /// <summary>The format for writing the message.</summary>
    public FormatOptions Format { get; }

    private static MimeEntity Body(Mail mail) => mail switch
    {
        { Html: "" } => Part("plain", mail.Text),
        { Text: "" } => Part("html", mail.Html),
        // Quoted-printable never produces "=_", so no part can contain the boundary.
        _ => new MultipartAlternative(Part("plain", mail.Text), Part("html", mail.Html))
        {
            Boundary = $"=_{EventIdentity.Hash(mail.DeliveryId)[..32]}",
        },
    };

    private static TextPart Part(string subtype, string text)
    {
        var part = new TextPart(subtype) { ContentTransferEncoding = ContentEncoding.QuotedPrintable };
        part.SetText(
            Encoding.UTF8,
            text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "\r\n", StringComparison.Ordinal));
        return part;
    }

    /// <summary>
    /// Encodes a text that looks like an encoded word (RFC 2047): MimeKit leaves it unchanged, and a mail reader would decode it.
    /// </summary>
    private static Header Subject(string text)
    {
        var subject = new Header(Encoding.UTF8, HeaderId.Subject, text);
        if (text.Contains("=?", StringComparison.Ordinal))
        {
            var words = text.EnumerateRunes().Chunk(RunesPerWord)
                .Select(runes => $" =?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Concat(runes)))}?=\r\n");
            subject.SetRawValue(Encoding.ASCII.GetBytes(string.Concat(words)));
        }

        return subject;
    }

    /// <summary>Replaces control characters with spaces, so that no text can start another header.</summary>
    private static string OneLine(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();
}
