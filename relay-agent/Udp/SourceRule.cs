using System.Net;

namespace Butler.RelayAgent.Udp;

/// <summary>An entry of <c>udp.allowedSources</c>: an address, a range, or a host name with its current addresses.</summary>
/// <param name="Text">The text in the file.</param>
/// <param name="Network">The range, a single address is a range of one; null for a name.</param>
internal sealed record SourceRule(string Text, AddressRange? Network)
{
    /// <summary>The expected format, for messages.</summary>
    public const string Expected = "an address such as 10.0.0.5, a range such as 10.0.0.0/8 or fd00::/8, or a host name";

    /// <summary>Reads an entry.</summary>
    public static bool TryParse(string text, out SourceRule value)
    {
        if (IPAddress.TryParse(text, out var address) && text.AsSpan().IndexOfAny('.', ':') >= 0)
        {
            value = new SourceRule(text, AddressRange.Of(address));
            return true;
        }

        if (text.Contains('/', StringComparison.Ordinal))
        {
            var good = IPNetwork.TryParse(text, out var network);
            value = new SourceRule(text, good ? AddressRange.Of(network.BaseAddress, network.PrefixLength) : null);
            return good;
        }

        value = new SourceRule(text, null);
        return Uri.CheckHostName(text) == UriHostNameType.Dns;
    }
}
