using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit.IO;

namespace Butler.Core.Destinations.Smtp;

/// <summary>Sends a mail with MailKit, over a connection of its own or over the one of the mail before.</summary>
internal sealed class SmtpConversation(SmtpServer server, SslClientAuthenticationOptions tls, SmtpPlaces places, TimeProvider time)
{
    /// <summary>How many mails one connection carries; servers limit it too.</summary>
    private const int MaxMails = 50;

    /// <summary>Sends the mail.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="limit">The time limit for the whole conversation, with the wait for a connection.</param>
    /// <param name="cancellationToken">Cancels the conversation.</param>
    /// <returns>The server's answer.</returns>
    /// <exception cref="SmtpFault">The mail was not sent.</exception>
    /// <exception cref="SocketException">The server is unreachable.</exception>
    public async Task<string> SendAsync(OutgoingMail mail, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var whole = new CancellationTokenSource(limit, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, whole.Token, cancellationToken);
        var progress = new SmtpProgress(server, patience);
        try
        {
            using var place = await places.EnterAsync(server, any.Token);
            if (place.Session is { } open && await TryContinueAsync(open, mail, patience, any.Token))
            {
                progress = open.Progress;
                return await SendAsync(open, mail, place, any.Token);
            }

            progress.Reach();
            return await SendAsync(await OpenAsync(progress, any.Token), mail, place, any.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ProtocolException or CommandException or IOException
            or SslHandshakeException or AuthenticationException or ServiceNotAuthenticatedException)
        {
            if (e is not OperationCanceledException && e.InnerException is not OperationCanceledException)
            {
                throw Explain(e, progress);
            }

            cancellationToken.ThrowIfCancellationRequested();
            throw whole.IsCancellationRequested ? progress.TimedOut(limit) : progress.TimedOut();
        }
    }

    /// <summary>Asks whether a connection of the mail before still serves. Nothing of the mail is sent.</summary>
    private static async Task<bool> TryContinueAsync(
        SmtpSession open, OutgoingMail mail, CancellationTokenSource patience, CancellationToken cancellationToken)
    {
        open.Progress.Continue(patience);
        try
        {
            if (!mail.NeedsUtf8)
            {
                await open.Connection.NoOpAsync(cancellationToken);
                return true;
            }
        }
        catch (Exception e) when (e is ProtocolException or CommandException or IOException or SmtpFault)
        {
            // The server has closed it meanwhile; the mail gets a new one.
        }
        catch
        {
            open.Dispose();
            throw;
        }

        open.Dispose();
        return false;
    }

    private async Task<SmtpSession> OpenAsync(SmtpProgress progress, CancellationToken cancellationToken)
    {
        var socket = await ConnectAsync(cancellationToken);
        progress.Connected();
        var session = new SmtpSession(socket, new SmtpConnection(progress, tls) { LocalDomain = NameOf(socket) }, progress);
        try
        {
            await GreetAsync(session.Connection, socket, progress, cancellationToken);
            await LogInAsync(session.Connection, cancellationToken);
            return session;
        }
        catch
        {
            await session.EndAsync(cancellationToken);
            throw;
        }
    }

    /// <summary>Sends the mail, and then passes the connection on or ends it.</summary>
    private static async Task<string> SendAsync(
        SmtpSession session, OutgoingMail mail, SmtpPlace place, CancellationToken cancellationToken)
    {
        var isPassed = false;
        try
        {
            await SendAsync(session.Connection, mail, session.Progress, cancellationToken);
            session.Mails++;
            var answer = session.Progress.Answer;
            isPassed = !mail.NeedsUtf8 && session.Mails < MaxMails && place.TryPass(session);
            return answer;
        }
        finally
        {
            if (!isPassed)
            {
                await session.EndAsync(cancellationToken);
            }
        }
    }

    private SmtpFault Explain(Exception e, SmtpProgress progress) => e switch
    {
        ProtocolException => progress.Unreadable(),
        IOException broken => progress.Broken(broken),
        SslHandshakeException => new SmtpFault(SmtpRemedy.Time, $"TLS failed: {ConnectionFault.OfTls(e, server.Host, server.Port)}"
            + (server.Security == SmtpSecurity.Tls && ConnectionFault.IsNotTls(e) ? ": set security: starttls, or none where it has no TLS "
            + "at all" : "")),
        _ => progress.Refusal(),
    };

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
            return socket;
        }
        catch (ArgumentException e)
        {
            socket.Dispose();
            throw NotAName(e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Reads the greeting and starts TLS. A server without a greeting may wait for TLS; the fault then says so.</summary>
    private async Task GreetAsync(SmtpConnection connection, Socket socket, SmtpProgress progress, CancellationToken cancellationToken)
    {
        var security = server.Security switch
        {
            SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
            SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
            _ => SecureSocketOptions.None,
        };
        var greeting = connection.ConnectAsync(socket, server.Host, server.Port, security, cancellationToken);
        if (server.Security != SmtpSecurity.Tls && await SmtpTlsProbe.FindsTlsAsync(
            server, greeting, () => progress.IsAtGreeting, time, cancellationToken))
        {
            socket.Dispose();
            await greeting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new SmtpFault(
                SmtpRemedy.Operator, $"{ConnectionFault.At(server.Host, server.Port)} expects TLS from the first byte: set security: tls");
        }

        try
        {
            await greeting;
        }
        catch (NotSupportedException)
        {
            throw new SmtpFault(SmtpRemedy.Operator, "the server does not offer STARTTLS, and nothing is sent unsecured");
        }
        catch (UriFormatException e)
        {
            throw NotAName(e);
        }
    }

    private static SmtpFault NotAName(Exception e) => new(SmtpRemedy.Operator, $"the server's name is not the name of a host: {e.Message}");

    private async Task LogInAsync(SmtpConnection connection, CancellationToken cancellationToken)
    {
        if (server is not { User: { } user, Password: { } password })
        {
            return;
        }

        var offered = connection.AuthenticationMechanisms;
        SaslMechanism login = offered.Contains("PLAIN") ? new SaslMechanismPlain(Encoding.UTF8, user, password)
            : offered.Contains("LOGIN") ? new SaslMechanismLogin(Encoding.UTF8, user, password)
            : throw new SmtpFault(
                SmtpRemedy.Operator, $"the server offers neither AUTH PLAIN nor LOGIN, but: "
                    + $"{SmtpReply.Shown(offered.Count == 0 ? "nothing" : string.Join(' ', offered))}");
        await connection.AuthenticateAsync(login, cancellationToken);
    }

    private static async Task SendAsync(
        SmtpConnection connection, OutgoingMail mail, SmtpProgress progress, CancellationToken cancellationToken)
    {
        const SmtpCapabilities international = SmtpCapabilities.UTF8 | SmtpCapabilities.EightBitMime;
        if (mail.NeedsUtf8 && !connection.Capabilities.HasFlag(international))
        {
            throw new SmtpFault(
                SmtpRemedy.None, "the server takes no addresses with letters beyond ASCII before the at sign (it does not offer SMTPUTF8)");
        }

        if (connection.MaxSize > 0 && Measure(mail) is var size && size > connection.MaxSize)
        {
            throw new SmtpFault(
                SmtpRemedy.None, string.Create(CultureInfo.InvariantCulture, $"the server takes mails of at most {connection.MaxSize} "
                    + $"bytes, and this one has {size}"));
        }

        // Sends one command at a time, so that a fault names the failed command. The domain is ASCII, unless the address needs UTF-8.
        connection.Capabilities &= SmtpCapabilities.Size | SmtpCapabilities.Authentication
            | (mail.NeedsUtf8 ? international : SmtpCapabilities.None);
        await connection.SendAsync(mail.Format, mail.Message, mail.From, [mail.To], cancellationToken, progress);
    }

    private static long Measure(OutgoingMail mail)
    {
        using var measuring = new MeasuringStream();
        mail.Message.WriteTo(mail.Format, measuring, CancellationToken.None);
        return measuring.Length;
    }

    /// <summary>The local address, which a host without a name sends in EHLO.</summary>
    private static string NameOf(Socket socket) => socket.LocalEndPoint is IPEndPoint { Address: var address }
        ? new IPAddress(address.GetAddressBytes()).ToString()
        : IPAddress.Loopback.ToString();
}
