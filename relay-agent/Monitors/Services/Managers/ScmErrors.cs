using System.Globalization;

namespace Butler.RelayAgent.Monitors.Services.Managers;

/// <summary>Windows's error codes of the service control manager, in words.</summary>
internal static class ScmErrors
{
    public const int AccessDenied = 5;
    public const int NoSuchService = 1060;

    /// <summary>The exit code of a service that has not been started since Windows was.</summary>
    public const int NeverStarted = 1077;

    public const int ShutdownInProgress = 1115;

    private const string Unreachable = "check the host's name, that it runs, and that its firewall lets SMB (TCP port 445) or RPC "
        + "(TCP port 135 and the dynamic ports) through from this machine";

    /// <summary>The words for a code, with what to do about it.</summary>
    public static string Text(int code)
    {
        var words = code switch
        {
            AccessDenied => "access denied: the account of the relay may not ask the service manager there. Remote access is for "
                + "administrators of that host by default",
            51 or 53 or 67 => $"the host was not found on the network: {Unreachable}",
            121 or 1225 or 1460 or 1722 or 1723 or 1726 or 1727 => $"the RPC server is not available: {Unreachable}",
            123 or 1707 => "this is not a valid host name",
            1053 => "the service manager did not respond in time",
            NoSuchService => "there is no such service",
            ShutdownInProgress => "the machine is shutting down",
            1311 or 1317 or 1326 or 1327 or 1331 or 1396 => "the logon failed: the account of the relay is not known there",
            1753 => $"the host has no endpoint of the service manager: {Unreachable}",
            _ => null,
        };
        return words is null
            ? string.Create(CultureInfo.InvariantCulture, $"Windows's error {code}")
            : string.Create(CultureInfo.InvariantCulture, $"{words} (Windows's error {code})");
    }
}
