using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Butler.RelayAgent.Udp;

namespace Butler.RelayAgent.Setup.Windows;

/// <summary>The rule of Windows' firewall that lets datagrams of other nodes come to the relay.</summary>
internal sealed class FirewallRule(TextWriter output)
{
    private const string Name = "Butler relay";

    /// <summary>Opens the configured port for this program alone. A relay that listens on this machine only needs no rule.</summary>
    public async Task OpenAsync(ListenAddress listen, string program)
    {
        if (listen.Address is { } address && IPAddress.IsLoopback(address))
        {
            return;
        }

        await NetshAsync("delete", "rule", $"name={Name}");
        string[] rule =
        [
            "add", "rule", $"name={Name}", "dir=in", "action=allow", "protocol=UDP",
            string.Create(CultureInfo.InvariantCulture, $"localport={listen.Port}"), $"program={program}",
        ];
        await output.WriteLineAsync(await NetshAsync(rule)
            ? string.Create(CultureInfo.InvariantCulture, $"Opened UDP port {listen.Port} in Windows' firewall.")
            : $"The firewall rule could not be added. Add it yourself: {Command(rule)}");
    }

    /// <summary>Removes the rule, if there is one.</summary>
    public static Task CloseAsync() => NetshAsync("delete", "rule", $"name={Name}");

    private static string Command(string[] rule) =>
        "netsh advfirewall firewall " + string.Join(' ', rule.Select(word => word.Contains(' ', StringComparison.Ordinal)
            ? word.Replace("=", "=\"", StringComparison.Ordinal) + "\""
            : word));

    private static async Task<bool> NetshAsync(params string[] words)
    {
        try
        {
            using var netsh = Process.Start(new ProcessStartInfo("netsh", ["advfirewall", "firewall", .. words])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var read = Task.WhenAll(netsh.StandardOutput.ReadToEndAsync(), netsh.StandardError.ReadToEndAsync());
            await netsh.WaitForExitAsync();
            await read;
            return netsh.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
