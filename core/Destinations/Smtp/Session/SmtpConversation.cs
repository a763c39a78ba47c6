using System.Globalization;
using System.Net.Security;
using System.Text;

namespace Butler.Core.Destinations.Smtp.Session;

/// <summary>One mail over one connection: RFC 5321, with STARTTLS (RFC 3207) and AUTH (RFC 4954).</summary>
internal sealed class SmtpConversation(SmtpLink link, SmtpServer server, SslClientAuthenticationOptions tls)
{
    /// <summary>How long the server may take for one step.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long it may take to receive the mail, and then to take it: many look for spam and viruses meanwhile.</summary>
    public static readonly TimeSpan ContentPatience = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan GoodByePatience = TimeSpan.FromSeconds(2);

    private SmtpOffers offers = SmtpOffers.None;

    /// <summary>Whether the end of the mail was sent and no answer to it has come: nobody knows whether the server has taken it.</summary>
    public bool MaybeArrived { get; private set; }

    /// <summary>Sends the mail.</summary>
    /// <returns>The server's answer.</returns>
    /// <exception cref="SmtpFault">It was not sent, or <see cref="MaybeArrived"/>.</exception>
    public async Task<string> SendAsync(Mailbox from, Mailbox to, ReadOnlyMemory<byte> message)
    {
        await OpenAsync();
        if (server is { User: { } user, Password: { } password })
        {
            await LogInAsync(user, password);
        }

        Expect(SmtpStep.Sender, await AskAsync(SmtpStep.Sender, Sender(from, to, message)), 250);
        Expect(SmtpStep.Recipient, await AskAsync(SmtpStep.Recipient, $"RCPT TO:<{to.Address}>"), 250, 251, 252);
        Expect(SmtpStep.Data, await AskAsync(SmtpStep.Data, "DATA"), 354);
        await link.WriteAsync(SmtpStep.Content, DotStuffing.Of(message.Span), ContentPatience);
        MaybeArrived = true;
        await link.WriteAsync(SmtpStep.Content, ".\r\n"u8.ToArray(), Patience);
        var taken = await link.ReadAsync(SmtpStep.Content, ContentPatience);
        MaybeArrived = false;
        Expect(SmtpStep.Content, taken, 250);
        return taken.ToString();
    }

    /// <summary>Takes leave. What has been decided about the mail stands, however this ends.</summary>
    public async Task QuitAsync()
    {
        try
        {
            await link.WriteAsync(SmtpStep.Greeting, "QUIT\r\n"u8.ToArray(), GoodByePatience);
            await link.ReadAsync(SmtpStep.Greeting, GoodByePatience);
        }
        catch (Exception e) when (e is SmtpFault or OperationCanceledException)
        {
            // The server knows how to do without a good-bye.
        }
    }

    private async Task OpenAsync()
    {
        if (server.Security == SmtpSecurity.Tls)
        {
            await link.SecureAsync(tls, Patience, ": set security: starttls, or none where it has no TLS at all");
        }

        Expect(SmtpStep.Greeting, await link.ReadGreetingAsync(Patience, server.Security == SmtpSecurity.Tls), 220);
        await GreetAsync();
        if (server.Security == SmtpSecurity.StartTls)
        {
            if (!offers.StartTls)
            {
                throw new SmtpFault(SmtpRemedy.Operator, "the server does not offer STARTTLS, and nothing is sent unsecured");
            }

            Expect(SmtpStep.StartTls, await AskAsync(SmtpStep.StartTls, "STARTTLS"), 220);
            await link.SecureAsync(tls, Patience);

            // What was offered before may have been changed on the way.
            await GreetAsync();
        }
    }

    private async Task GreetAsync()
    {
        var reply = await AskAsync(SmtpStep.Hello, $"EHLO {link.LocalName}");
        if (reply.Code is 500 or 501 or 502 or 504 or 550)
        {
            offers = SmtpOffers.None;
            reply = await AskAsync(SmtpStep.Hello, $"HELO {link.LocalName}");
            Expect(SmtpStep.Hello, reply, 250);
            return;
        }

        Expect(SmtpStep.Hello, reply, 250);
        offers = new SmtpOffers(reply.Lines.Skip(1));
    }

    private async Task LogInAsync(string user, string password)
    {
        if (offers.Logins.Contains("PLAIN", StringComparer.OrdinalIgnoreCase))
        {
            Expect(SmtpStep.Login, await AskAsync(SmtpStep.Login, $"AUTH PLAIN {SmtpSecrets.Plain(user, password)}"), 235);
        }
        else if (offers.Logins.Contains("LOGIN", StringComparer.OrdinalIgnoreCase))
        {
            Expect(SmtpStep.Login, await AskAsync(SmtpStep.Login, "AUTH LOGIN"), 334);
            Expect(SmtpStep.Login, await AskAsync(SmtpStep.Login, SmtpSecrets.Base64(user)), 334);
            Expect(SmtpStep.Login, await AskAsync(SmtpStep.Login, SmtpSecrets.Base64(password)), 235);
        }
        else
        {
            throw new SmtpFault(
                SmtpRemedy.Operator, $"the server offers neither AUTH PLAIN nor LOGIN, but: {SmtpReply.Shown(offers.Logins is [] ? "nothing" : string.Join(' ', offers.Logins))}");
        }
    }

    private string Sender(Mailbox from, Mailbox to, ReadOnlyMemory<byte> message)
    {
        var utf8 = from.NeedsUtf8 || to.NeedsUtf8;
        if (utf8 && !offers.SmtpUtf8)
        {
            throw new SmtpFault(SmtpRemedy.None, "the server takes no addresses with letters beyond ASCII before the at sign (it does not offer SMTPUTF8)");
        }

        if (offers.LargestMail < message.Length)
        {
            throw new SmtpFault(
                SmtpRemedy.None, string.Create(CultureInfo.InvariantCulture, $"the server takes mails of at most {offers.LargestMail} bytes, and this one has {message.Length}"));
        }

        var command = new StringBuilder($"MAIL FROM:<{from.Address}>");
        command.Append(CultureInfo.InvariantCulture, $"{(offers.Size ? $" SIZE={message.Length}" : "")}");
        command.Append(utf8 && offers.EightBitMime ? " BODY=8BITMIME" : "").Append(utf8 ? " SMTPUTF8" : "");
        return command.ToString();
    }

    private async Task<SmtpReply> AskAsync(SmtpStep step, string command)
    {
        await link.WriteAsync(step, Encoding.UTF8.GetBytes(command + "\r\n"), Patience);
        return await link.ReadAsync(step, Patience);
    }

    private static void Expect(SmtpStep step, SmtpReply reply, params ReadOnlySpan<int> codes)
    {
        if (!codes.Contains(reply.Code))
        {
            throw SmtpFault.Of(step, reply);
        }
    }
}
