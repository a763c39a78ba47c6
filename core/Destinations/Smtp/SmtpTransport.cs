using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Butler.Core.Destinations.Smtp;

/// <summary>
/// Sends mail over SMTP with MailKit. Mails that wait for one server share its connections. If the server rejects the mail, the delivery is
/// refused. All other failures may be retried: soon if they are temporary, later if an operator must act (frequent retries with a wrong
/// password could lock the account).
/// </summary>
public sealed class SmtpTransport(TimeProvider time)
{
    /// <summary>The time limit of one attempt, which is shorter than its lease.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(50);

    /// <summary>The pause after a failure that an operator must fix.</summary>
    public static readonly TimeSpan OperatorPause = TimeSpan.FromMinutes(15);

    private readonly SmtpPlaces places = new();

    /// <summary>Sends once.</summary>
    /// <exception cref="OperationCanceledException">The caller canceled.</exception>
    public async Task<DeliveryOutcome> SendAsync(SmtpServer server, Mail mail, CancellationToken cancellationToken)
    {
        if (!Mailbox.TryParse(mail.From, out var from, out var problem))
        {
            return new DeliveryOutcome.Refused($"the sender {problem}");
        }

        if (!Mailbox.TryParse(mail.To, out var to, out problem))
        {
            return new DeliveryOutcome.Refused($"the recipient {problem}");
        }

        SslClientAuthenticationOptions tls;
        try
        {
            tls = ServerTrust.Options(new HttpTrust(server.Ca, server.Insecure));
            tls.TargetHost = server.ServerName ?? server.Host;
        }
        catch (Exception e) when (e is CryptographicException or UnauthorizedAccessException or IOException)
        {
            return new DeliveryOutcome.TryAgain($"the authorities to trust cannot be read: {e.Message}", OperatorPause);
        }

        try
        {
            var outgoing = new OutgoingMail(mail, from, to, time.GetUtcNow());
            var conversation = new SmtpConversation(server, tls, places, time);
            return new DeliveryOutcome.Sent(await conversation.SendAsync(outgoing, Timeout, cancellationToken));
        }
        catch (SmtpFault fault)
        {
            return Outcome(fault);
        }
        catch (SocketException e)
        {
            return new DeliveryOutcome.TryAgain($"not reached: {ConnectionFault.Describe(e, server.Host, server.Port)}");
        }
    }

    private static DeliveryOutcome Outcome(SmtpFault fault) => fault.Remedy switch
    {
        SmtpRemedy.None => new DeliveryOutcome.Refused(fault.Message),
        SmtpRemedy.Operator => new DeliveryOutcome.TryAgain(fault.Message, OperatorPause),
        _ => new DeliveryOutcome.TryAgain(fault.Message) { MaybeArrived = fault.MaybeArrived },
    };
}
