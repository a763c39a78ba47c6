using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Butler.Core.Destinations;
using Butler.Core.Destinations.Smtp;

namespace Butler.Functions.Channels.Email;

/// <summary>
/// A mail in the form of SendGrid's API, version 3. It has no key for idempotency: after a time-out a mail may come twice, with the same
/// <c>Message-ID</c>. Source: https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
/// </summary>
internal static class SendGridMail
{
    /// <summary>In bytes, for the whole of a mail.</summary>
    private const int Largest = 30 * 1000 * 1000;

    /// <summary>The request's body.</summary>
    /// <returns>Whether SendGrid can take it; <paramref name="problem"/> says why not.</returns>
    public static bool TryMake(Mail mail, out ReadOnlyMemory<byte> body, [NotNullWhen(false)] out string? problem)
    {
        body = default;
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

        var output = new ArrayBufferWriter<byte>(1024 + ((mail.Html.Length + mail.Text.Length) * 5 / 4));
        using (var json = new Utf8JsonWriter(output))
        {
            Write(json, mail, from, to);
        }

        body = output.WrittenMemory;
        problem = body.Length > Largest
            ? string.Create(CultureInfo.InvariantCulture, $"SendGrid takes mails of at most {Largest} bytes, and this one has {body.Length}")
            : null;
        return problem is null;
    }

    /// <summary>The request.</summary>
    /// <param name="url">SendGrid's address, such as <c>https://api.eu.sendgrid.com</c>.</param>
    /// <param name="key">Secret: the API key.</param>
    /// <param name="body">What <see cref="TryMake"/> made.</param>
    public static HttpDelivery Delivery(Uri url, string key, ReadOnlyMemory<byte> body) => new()
    {
        Url = new Uri($"{url.AbsoluteUri.TrimEnd('/')}/v3/mail/send"),
        Method = "POST",
        Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        Body = body,
        Answer = AnswerForm.Json,
    };

    private static void Write(Utf8JsonWriter json, Mail mail, Mailbox from, Mailbox to)
    {
        json.WriteStartObject();
        json.WriteStartArray("personalizations");
        json.WriteStartObject();
        json.WriteStartArray("to");
        Address(json, to);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WritePropertyName("from");
        Address(json, from);

        // An empty subject or body is an error there.
        json.WriteString("subject", Subject(mail.Subject) is { Length: > 0 } subject ? subject : "(no subject)");
        json.WriteStartArray("content");
        if (mail.Text.Length > 0 || mail.Html.Length == 0)
        {
            Content(json, "text/plain", mail.Text.Length > 0 ? mail.Text : "(empty)");
        }

        if (mail.Html.Length > 0)
        {
            Content(json, "text/html", mail.Html);
        }

        json.WriteEndArray();
        json.WriteStartObject("headers");
        foreach (var (name, value) in MailHeaders.Of(mail, from))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartObject("custom_args");
        json.WriteString("butler_delivery_id", mail.DeliveryId);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Address(Utf8JsonWriter json, Mailbox mailbox)
    {
        json.WriteStartObject();
        json.WriteString("email", mailbox.Address);
        if (mailbox.Name.Length > 0)
        {
            json.WriteString("name", mailbox.Name);
        }

        json.WriteEndObject();
    }

    private static void Content(Utf8JsonWriter json, string type, string value)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("value", value);
        json.WriteEndObject();
    }

    private static string Subject(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
