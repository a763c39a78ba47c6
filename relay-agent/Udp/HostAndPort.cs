using System.Globalization;

namespace Butler.RelayAgent.Udp;

/// <summary>Another receiver of datagrams.</summary>
internal sealed record HostAndPort(string Host, int Port)
{
    /// <summary>The expected format, for messages.</summary>
    public const string Expected = "a host and port such as butler.example.com:9998, 10.0.0.5:9998 or [::1]:9998";

    /// <summary>Reads <c>HOST:PORT</c>.</summary>
    public static bool TryParse(string text, out HostAndPort value)
    {
        value = new HostAndPort("", 0);
        var colon = text.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port == 0)
        {
            return false;
        }

        var host = text[..colon];
        host = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown || (host == text[..colon] && host.Contains(':', StringComparison.Ordinal)))
        {
            return false;
        }

        value = new HostAndPort(host, port);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
