using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Butler.Core.Destinations.Smtp;

/// <summary>Finds out whether a port without a greeting expects TLS from the first byte.</summary>
internal static class SmtpTlsProbe
{
    /// <summary>The time without a greeting after which the probe starts.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    /// <summary>Waits for the greeting. Without one, tries TLS on a second connection.</summary>
    /// <returns>Whether the port speaks TLS; false as soon as a greeting is received.</returns>
    public static async Task<bool> FindsTlsAsync(
        SmtpServer server, Task greeting, Func<bool> isSilent, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await Task.WhenAny(greeting, Task.Delay(Silence, time, cancellationToken)) == greeting || !isSilent())
        {
            return false;
        }

        var speaksTls = SpeaksTlsAsync(server, time, cancellationToken);
        return await Task.WhenAny(greeting, speaksTls) == speaksTls && await speaksTls;
    }

    /// <summary>Whether a TLS handshake succeeds on a second connection. Nothing is sent, so the certificate is not checked.</summary>
    [SuppressMessage("Security", "CA5359", Justification = "It only finds out whether the port speaks TLS; nothing is sent.")]
    private static async Task<bool> SpeaksTlsAsync(SmtpServer server, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, either.Token);
            await using var secure = new SslStream(new NetworkStream(socket, ownsSocket: false));
            var anybody = new SslClientAuthenticationOptions
            {
                TargetHost = server.Host,
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
            };
            await secure.AuthenticateAsClientAsync(anybody, either.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            return false;
        }
    }
}
