using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using Butler.Core.Destinations.Smtp.Mime;
using Butler.Core.Destinations.Smtp.Session;

namespace Butler.Core.Destinations.Smtp;

/// <summary>
/// Sends mail over SMTP, one connection for each. What a server refuses about the mail is refused. All else may be tried again: at once
/// where time mends it, after a while where an operator must (a wrong password, say: to repeat it often would lock the account).
/// </summary>
public sealed class SmtpTransport(TimeProvider time)
{
    /// <summary>How long one attempt may take in all, which is less than the lease that it runs under.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(50);

    /// <summary>The pause after a failure that an operator has to mend.</summary>
    public static readonly TimeSpan OperatorPause = TimeSpan.FromMinutes(15);

    /// <summary>Sends once.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
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

        try
        {
            var tls = ServerTrust.Options(new HttpTrust(server.Ca, server.Insecure));
            tls.TargetHost = server.ServerName ?? server.Host;
            return await SendAsync(server, tls, from, to, MimeMessage.Write(mail, from, to, time.GetUtcNow()), cancellationToken);
        }
        catch (Exception e) when (e is CryptographicException or UnauthorizedAccessException or IOException)
        {
            return new DeliveryOutcome.TryAgain($"the authorities to trust cannot be read: {e.Message}", OperatorPause);
        }
    }

    private async Task<DeliveryOutcome> SendAsync(
        SmtpServer server, SslClientAuthenticationOptions tls, Mailbox from, Mailbox to, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        SmtpConversation? conversation = null;
        try
        {
            await using var link = await SmtpLink.OpenAsync(server.Host, server.Port, SmtpConversation.Patience, line => SmtpSecrets.Redact(line, server), time, either.Token);
            conversation = new SmtpConversation(link, server, tls);
            return await SendAsync(conversation, from, to, message);
        }
        catch (SmtpFault fault)
        {
            return Outcome(fault, conversation?.MaybeArrived ?? false);
        }
        catch (SocketException e)
        {
            return new DeliveryOutcome.TryAgain($"not reached: {ConnectionFault.Describe(e, server.Host, server.Port)}");
        }
        catch (ArgumentException e) when (conversation is null)
        {
            return new DeliveryOutcome.TryAgain($"the server's name is none: {e.Message}", OperatorPause);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryOutcome.TryAgain(string.Create(CultureInfo.InvariantCulture, $"not sent within {Timeout.TotalSeconds:0} s"))
            {
                MaybeArrived = conversation?.MaybeArrived ?? false,
            };
        }
    }

    private static async Task<DeliveryOutcome> SendAsync(SmtpConversation conversation, Mailbox from, Mailbox to, ReadOnlyMemory<byte> message)
    {
        DeliveryOutcome outcome;
        try
        {
            outcome = new DeliveryOutcome.Sent(await conversation.SendAsync(from, to, message));
        }
        catch (SmtpFault fault) when (fault.IsOrderly)
        {
            outcome = Outcome(fault, maybeArrived: false);
        }

        await conversation.QuitAsync();
        return outcome;
    }

    private static DeliveryOutcome Outcome(SmtpFault fault, bool maybeArrived) => fault.Remedy switch
    {
        SmtpRemedy.None => new DeliveryOutcome.Refused(fault.Message),
        SmtpRemedy.Operator => new DeliveryOutcome.TryAgain(fault.Message, OperatorPause),
        _ => new DeliveryOutcome.TryAgain(fault.Message) { MaybeArrived = maybeArrived },
    };
}
