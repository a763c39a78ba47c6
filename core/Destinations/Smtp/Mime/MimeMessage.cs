using System.Buffers;
using System.Globalization;
using System.Text;
using Butler.Core.Events;

namespace Butler.Core.Destinations.Smtp.Mime;

/// <summary>A mail as it goes over the wire: <c>multipart/alternative</c> with the plain text first, in seven bits unless an address needs more.</summary>
internal static class MimeMessage
{
    /// <summary>Makes the message, with CRLF at all line ends.</summary>
    public static ReadOnlyMemory<byte> Write(Mail mail, Mailbox from, Mailbox to, DateTimeOffset now)
    {
        var output = new ArrayBufferWriter<byte>(1024 + ((mail.Html.Length + mail.Text.Length) * 5 / 4));
        var headers = new StringBuilder(1024);
        HeaderText.Address(headers, "From", from);
        HeaderText.Address(headers, "To", to);
        HeaderText.Unstructured(headers, "Subject", mail.Subject);
        headers.Append(CultureInfo.InvariantCulture, $"Date: {now.ToUniversalTime():ddd, dd MMM yyyy HH:mm:ss} +0000\r\n");
        foreach (var (name, value) in MailHeaders.Of(mail, from))
        {
            headers.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        headers.Append("MIME-Version: 1.0\r\n");
        if (mail.Text.Length > 0 && mail.Html.Length > 0)
        {
            // "=_" is never the outcome of quoted-printable, so no part can hold the boundary.
            var boundary = $"=_{EventIdentity.Hash(mail.DeliveryId)[..32]}";
            headers.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/alternative;\r\n boundary=\"{boundary}\"\r\n");
            Part(headers, output, $"\r\n--{boundary}\r\n", "plain", mail.Text);
            Part(headers, output, $"--{boundary}\r\n", "html", mail.Html);
            headers.Append(CultureInfo.InvariantCulture, $"--{boundary}--\r\n");
            Flush(headers, output);
        }
        else
        {
            Part(headers, output, "", mail.Html.Length > 0 ? "html" : "plain", mail.Html.Length > 0 ? mail.Html : mail.Text);
        }

        return output.WrittenMemory;
    }

    private static void Part(StringBuilder headers, ArrayBufferWriter<byte> output, string before, string subtype, string text)
    {
        headers.Append(before)
            .Append(CultureInfo.InvariantCulture, $"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
        Flush(headers, output);
        QuotedPrintable.Write(output, text);
    }

    private static void Flush(StringBuilder headers, ArrayBufferWriter<byte> output)
    {
        foreach (var chunk in headers.GetChunks())
        {
            Encoding.UTF8.GetBytes(chunk.Span, output);
        }

        headers.Clear();
    }
}
