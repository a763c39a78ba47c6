using Butler.Core.Destinations;
using Butler.Core.Destinations.Smtp;
using SendGrid;

namespace Butler.Functions.Channels.Email;

/// <summary>
/// Sends a mail with SendGrid's client. SendGrid has no idempotency key: after a time-out a mail may arrive twice, with the same
/// <c>Message-ID</c>.
/// </summary>
internal sealed class SendGridSender(HttpTransport http)
{
    /// <param name="url">SendGrid's address, such as <c>https://api.eu.sendgrid.com</c>.</param>
    /// <param name="key">Secret: the API key.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="cancellationToken">Cancels sending.</param>
    public async Task<DeliveryOutcome> SendAsync(Uri url, string key, Mail mail, CancellationToken cancellationToken)
    {
        if (!SendGridMail.TryMake(mail, out var message, out var problem))
        {
            return new DeliveryOutcome.Refused(problem);
        }

        using var handler = new SendGridHandler(http);
        using var client = new HttpClient(handler);
        var sendGrid = new SendGridClient(client, new SendGridClientOptions { ApiKey = key, Host = url.AbsoluteUri.TrimEnd('/') });
        await sendGrid.SendEmailAsync(message, cancellationToken);
        return handler.Outcome;
    }
}
