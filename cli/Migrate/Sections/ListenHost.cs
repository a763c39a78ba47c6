using System.Globalization;
using System.Net;

namespace Butler.Cli.Migrate.Sections;

/// <summary>An address to listen on. Butler takes host names, the relay takes addresses.</summary>
internal static class ListenHost
{
    public const string Change = "The relay listens on an address; for a host name, it is every address of the machine.";

    public static string Of(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"{Address(host)}:{port}");

    private static string Address(string host) => host switch
    {
        "localhost" => "127.0.0.1",
        _ when IPAddress.TryParse(host, out var address) => host.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : host,
        _ => "0.0.0.0",
    };
}
