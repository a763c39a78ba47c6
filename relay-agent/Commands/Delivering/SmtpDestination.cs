using Butler.Core.Commands;
using Butler.Core.Destinations;
using Butler.Core.Destinations.Smtp;

namespace Butler.RelayAgent.Commands.Delivering;

/// <summary>Delivers by mail, over the SMTP server of the relay's own file.</summary>
internal sealed class SmtpDestination(SmtpTransport smtp) : IDestinationKind
{
    public bool CanHandle(DestinationOptions destination) => destination.Smtp is not null;

    public async Task<DeliveryOutcome> SendAsync(DestinationOptions destination, DeliverArguments asked, CancellationToken stopping)
    {
        if (asked.Mail is not { } mail)
        {
            return new DeliveryOutcome.Refused("the delivery has no mail");
        }

        if ((destination.From ?? mail.From) is not { } from)
        {
            return new DeliveryOutcome.Refused("neither the delivery nor the relay's file has a sender");
        }

        return await smtp.SendAsync(
            destination.Smtp!,
            new Mail
            {
                DeliveryId = asked.DeliveryId,
                From = from,
                To = mail.To,
                Subject = mail.Subject,
                Html = mail.Html,
                Text = mail.Text,
                Priority = mail.Priority,
                PossibleDuplicate = asked.PossibleDuplicate,
            },
            stopping);
    }
}
