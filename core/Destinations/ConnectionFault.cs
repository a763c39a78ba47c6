using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;

namespace Butler.Core.Destinations;

/// <summary>
/// Explains to an administrator why a connection to a server failed: the address, the problem, and the setting to change.
/// </summary>
internal static partial class ConnectionFault
{
    /// <summary>Describes a connection that could not be opened.</summary>
    public static string Describe(SocketException e, string host, int port) => Describe(e, At(host, port));

    /// <summary>Describes a failed TLS handshake.</summary>
    /// <param name="e">The exception of the handshake.</param>
    /// <param name="host">The server.</param>
    /// <param name="port">Its port.</param>
    public static string OfTls(Exception e, string host, int port) => Chain(e) switch
    {
        var all when all.OfType<CertificateException>().FirstOrDefault() is { } certificate => certificate.Message,
        var all when all.Any(SaysNotTls) => $"the server does not speak TLS on this port ({At(host, port)})",
        var all when all.Any(IsAlert) => $"the server at {At(host, port)} ended the TLS handshake: {Last(e)}; it may ask for a client "
            + $"certificate, or for another version of TLS",
        var all when all.OfType<IOException>().Any() =>
            $"the server at {At(host, port)} closed the connection during the TLS handshake: it may not speak TLS on this port",
        _ => $"with {At(host, port)}: {Last(e)}",
    };

    /// <summary>Whether a TLS handshake failed because the server did not answer with TLS.</summary>
    public static bool IsNotTls(Exception e) => Chain(e).Any(SaysNotTls);

    /// <summary>Describes a request without an answer.</summary>
    public static string OfHttp(Exception e, Uri url)
    {
        // With a proxy, the message names the proxy, because the proxy was not reached.
        var at = Endpoint().Match(e.Message) is { Success: true } named ? named.Groups["at"].Value : At(url.IdnHost, url.Port);
        var all = Chain(e);
        var error = all.OfType<HttpRequestException>().FirstOrDefault()?.HttpRequestError ?? HttpRequestError.Unknown;
        return (error, all.OfType<SocketException>().FirstOrDefault()) switch
        {
            (HttpRequestError.SecureConnectionError, _) => $"TLS failed: {OfTls(e, url.IdnHost, url.Port)}",
            (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError, { } socket) => Describe(socket, at),
            (HttpRequestError.InvalidResponse, _) when url.Scheme == Uri.UriSchemeHttp =>
                $"{at} does not answer in HTTP: where the port expects TLS, use https:// ({Last(e)})",
            (_, { SocketErrorCode: SocketError.ConnectionReset or SocketError.NotConnected }) => $"{at} closed the connection",
            _ => $"{e.Message}{(e.InnerException is { } inner ? " " + inner.Message : "")}",
        };
    }

    /// <summary>Formats a server and its port.</summary>
    public static string At(string host, int port) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IPAddress.TryParse(host, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{ip}]" : host)}:{port}");

    private static string Describe(SocketException e, string at) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"{at} refuses the connection: no server listens on this port, or a firewall rejects it",
        SocketError.TimedOut => $"{at} does not answer: the server is down, or a firewall drops the connection",
        SocketError.HostNotFound or SocketError.NoData => $"{at}: the host name is unknown (DNS finds no address for it)",
        SocketError.TryAgain => $"{at}: the name server (DNS) does not answer",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => $"{at}: there is no route to this host",
        SocketError.ConnectionReset or SocketError.ConnectionAborted => $"{at} closed the connection",
        _ => $"{at}: {e.Message}",
    };

    private static bool SaysNotTls(Exception e) =>
        e is not SocketException && (e.Message.Contains("frame size", StringComparison.OrdinalIgnoreCase)
            || e.Message.Contains("wrong version number", StringComparison.OrdinalIgnoreCase)
            || e.Message.Contains("corrupted frame", StringComparison.OrdinalIgnoreCase)
            || e.Message.Contains("packet length too long", StringComparison.OrdinalIgnoreCase));

    private static bool IsAlert(Exception e) =>
        e is AuthenticationException && e.Message.Contains("alert", StringComparison.OrdinalIgnoreCase);

    private static string Last(Exception e) => Chain(e)[^1].Message;

    private static List<Exception> Chain(Exception e)
    {
        var all = new List<Exception>();
        for (var at = e; at is not null; at = at.InnerException)
        {
            all.Add(at);
        }

        return all;
    }

    [GeneratedRegex(@"\((?<at>[^()\s]+:\d+)\)$")]
    private static partial Regex Endpoint();
}
