using System.Net;
using System.Net.Sockets;

namespace Butler.Cli.Migrate.Model;

/// <summary>Tells hosts that only the own network can reach, so that a relay has to send.</summary>
internal static class PrivateHost
{
    private static readonly string[] Endings = [".local", ".lan", ".internal", ".intranet", ".corp", ".localdomain", ".home.arpa"];

    public static bool Is(string host) => IPAddress.TryParse(host, out var address)
        ? IsPrivate(address)
        : !host.Contains('.', StringComparison.Ordinal) || Endings.Any(end => host.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    private static bool IsPrivate(IPAddress address)
    {
        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal)
        {
            return true;
        }

        return address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() switch
        {
            [10, ..] or [192, 168, ..] or [169, 254, ..] => true,
            [172, >= 16 and <= 31, ..] => true,
            _ => false,
        };
    }
}
