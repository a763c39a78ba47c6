using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Butler.Cli.Send;

/// <summary>The destination of datagrams, in the forms <c>host</c>, <c>host:port</c>, <c>[::1]:port</c> or a plain IPv6 address.</summary>
internal sealed record UdpDestination(string Host, int Port)
{
    /// <summary>The port that Sense's appenders send to.</summary>
    public const int DefaultPort = 9998;

    /// <summary>Reads a destination.</summary>
    /// <exception cref="FormatException">The text is not a destination; the message says why.</exception>
    public static UdpDestination Parse(string text)
    {
        // A bracket ends an IPv6 address; without one, several colons mean that the whole text is an address.
        var colon = text.LastIndexOf(':');
        if (colon < text.LastIndexOf(']') || (!text.StartsWith('[') && text.IndexOf(':', StringComparison.Ordinal) != colon))
        {
            colon = -1;
        }

        var host = (colon < 0 ? text : text[..colon]).TrimStart('[').TrimEnd(']');
        if (host.Length == 0)
        {
            throw new FormatException($"'{text}' is not a destination: expected host:port, like 127.0.0.1:9998 or [::1]:9998");
        }

        return colon < 0 ? new(host, DefaultPort)
            : int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                && port is > 0 and <= ushort.MaxValue
                ? new(host, port)
                : throw new FormatException(
                    $"'{text[(colon + 1)..]}' is not a port: expected a number from 1 to 65535, like 127.0.0.1:9998");
    }

    /// <summary>The address of the host; IPv4 if both exist, because most receivers listen on IPv4.</summary>
    /// <exception cref="SocketException">The host is unknown.</exception>
    public async Task<IPEndPoint> ResolveAsync(CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(Host, cancellationToken);
        var address = addresses.OrderBy(found => found.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).FirstOrDefault()
            ?? throw new SocketException((int)SocketError.HostNotFound);
        return new IPEndPoint(address, Port);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
