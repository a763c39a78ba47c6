using Butler.Core.Destinations;
using Butler.Core.Destinations.Smtp;

namespace Butler.Functions.Channels.Email;

/// <summary>Sends mail with an SMTP server or SendGrid, and adds the secret: login or key.</summary>
internal sealed class MailSender(SendGridSender sendGrid, SmtpTransport smtp)
{
    public Task<DeliveryOutcome> SendAsync(SendRequest request, ChannelMessage.Mail message, CancellationToken cancellationToken)
    {
        var mail = new Mail
        {
            DeliveryId = request.Delivery.Delivery.Id,
            From = message.From,
            To = message.To,
            Subject = message.Subject,
            Html = message.Html,
            Text = message.Text,
            Priority = message.Priority,
            PossibleDuplicate = request.PossibleDuplicate,
        };
        return request.Options switch
        {
            EmailOptions { Smtp: { } server } => smtp.SendAsync(server, mail, cancellationToken),
            EmailOptions { ApiKey: { } key } email => sendGrid.SendAsync(email.SendGridUrl, key, mail, cancellationToken),
            _ => throw new InvalidOperationException($"Channels of the type {request.Options.Type} send no mail."),
        };
    }
}
