using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Butler.RelayAgent.Setup.Windows;

/// <summary>The names of the service, and its account.</summary>
internal static class ServiceName
{
    /// <summary>The name for the system.</summary>
    public const string Value = "butler-relay";

    /// <summary>The display name.</summary>
    public const string Display = "Butler relay";

    /// <summary>The description.</summary>
    public const string Description = "Takes Qlik Sense's log events and forwards them to Azure Service Bus.";

    /// <summary>
    /// Its virtual account, which Windows creates for the service: without a password and administrator rights, with the computer's name on
    /// the network.
    /// </summary>
    public const string Account = $@"NT SERVICE\{Value}";

    /// <summary>The security identifier of a service's virtual account.</summary>
    /// <remarks>https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers, S-1-5-80: the SHA-1 of
    /// the name in upper case.</remarks>
    [SuppressMessage("Security", "CA5350", Justification = "Windows creates the identifier in this way.")]
    public static string SidOf(string service)
    {
        var hash = SHA1.HashData(Encoding.Unicode.GetBytes(service.ToUpperInvariant()));
        var parts = MemoryMarshal.Cast<byte, uint>(hash);
        return "S-1-5-80-" + string.Join('-', parts.ToArray().Select(part => part.ToString(CultureInfo.InvariantCulture)));
    }
}
