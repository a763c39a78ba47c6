using System.ComponentModel;
using System.Diagnostics;

namespace Butler.RelayAgent.Setup.Linux;

/// <summary>Adds the relay to systemd, and removes it.</summary>
internal sealed class SystemdUnit(TextWriter output, string unitPath = SystemdUnit.StandardPath)
{
    public const string StandardPath = "/etc/systemd/system/butler-relay.service";
    private const string Name = "butler-relay.service";

    /// <summary>The unit's text.</summary>
    /// <param name="program">The program's full path.</param>
    /// <param name="configuration">The configuration's full path.</param>
    public static string Text(string program, string configuration) => $"""
        [Unit]
        Description=Butler relay: takes Qlik Sense's log events and forwards them to Azure Service Bus
        Wants=network-online.target
        After=network-online.target

        [Service]
        Type=notify
        ExecStart="{program}" run
        Environment="BUTLER_RELAY_CONFIG={configuration}" BUTLER_RELAY_JOURNAL=/var/lib/butler-relay
        # Secrets such as BUTLER_SERVICEBUS=..., readable by root only.
        EnvironmentFile=-/etc/butler-relay/environment
        Restart=always
        RestartSec=5
        WatchdogSec=60
        TimeoutStopSec=30
        DynamicUser=yes
        StateDirectory=butler-relay
        # For a receive buffer larger than net.core.rmem_max allows; a burst of events must not overflow it.
        AmbientCapabilities=CAP_NET_ADMIN
        CapabilityBoundingSet=CAP_NET_ADMIN
        NoNewPrivileges=yes
        ProtectSystem=strict
        ProtectHome=yes
        PrivateTmp=yes
        PrivateDevices=yes
        ProtectKernelTunables=yes
        ProtectControlGroups=yes
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
        SystemCallArchitectures=native

        [Install]
        WantedBy=multi-user.target

        """;

    /// <summary>Writes the unit, enables and starts it.</summary>
    public async Task InstallAsync(string program, string configuration)
    {
        await File.WriteAllTextAsync(unitPath, Text(program, configuration));
        await output.WriteLineAsync($"Wrote {unitPath}");
        if (await SystemctlAsync("daemon-reload") && await SystemctlAsync("enable", "--now", Name))
        {
            await output.WriteLineAsync("Started it; it starts with the system, and again 5 s after a failure.");
        }
        else
        {
            await output.WriteLineAsync(
                $"systemd did not start it. When it runs: systemctl daemon-reload && systemctl enable --now {Name}");
        }
    }

    /// <summary>Stops and removes the unit; the journal is kept.</summary>
    public async Task UninstallAsync()
    {
        if (!File.Exists(unitPath))
        {
            throw new IOException($"There is no {unitPath}.");
        }

        await SystemctlAsync("disable", "--now", Name);
        File.Delete(unitPath);
        await SystemctlAsync("daemon-reload");
        await output.WriteLineAsync($"Removed {unitPath}. The configuration, and the journal in /var/lib/butler-relay, are kept.");
    }

    private async Task<bool> SystemctlAsync(params string[] arguments)
    {
        if (unitPath != StandardPath)
        {
            return false;
        }

        try
        {
            using var process = Process.Start("systemctl", arguments);
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (Win32Exception missing)
        {
            await output.WriteLineAsync($"systemctl cannot be run: {missing.Message}");
            return false;
        }
    }
}
