using System.Globalization;
using System.Net;

namespace Butler.RelayAgent.Udp;

/// <summary>The address on which the relay listens.</summary>
/// <param name="Address">One address of this machine, or null for all of them, IPv4 and IPv6.</param>
/// <param name="Port">The port; 0 lets the system choose one.</param>
internal sealed record ListenAddress(IPAddress? Address, int Port)
{
    /// <summary>The expected format, for messages.</summary>
    public const string Expected = "an address and port such as 0.0.0.0:9998, [::]:9998 or 127.0.0.1:9998";

    /// <summary>Reads <c>ADDRESS:PORT</c>; <c>0.0.0.0</c>, <c>[::]</c> and <c>*</c> all mean every address of both families.</summary>
    public static bool TryParse(string text, out ListenAddress value)
    {
        value = new ListenAddress(null, 0);
        var colon = text.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return false;
        }

        var host = text[..colon];
        if (host is "*" or "0.0.0.0" or "[::]")
        {
            value = new ListenAddress(null, port);
            return true;
        }

        if (host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('['))
        {
            return false;
        }

        if (!IPAddress.TryParse(host, out var address))
        {
            return false;
        }

        value = new ListenAddress(address, port);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Address is null
        ? string.Create(CultureInfo.InvariantCulture, $"0.0.0.0:{Port}")
        : new IPEndPoint(Address, Port).ToString();
}
