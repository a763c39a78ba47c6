using Butler.RelayAgent.Configuration;

namespace Butler.RelayAgent.Setup.Linux;

/// <summary>The relay's unit for systemd.</summary>
internal static class SystemdUnit
{
    public const string Name = "butler-relay.service";

    private const string Configuration = $"Environment=\"{RelayConfiguration.ConfigPathVariable}=";

    /// <summary>The configuration that a unit names; null when it names none.</summary>
    public static string? ConfigurationOf(string unit) => unit.Split('\n')
        .FirstOrDefault(line => line.StartsWith(Configuration, StringComparison.Ordinal))?[Configuration.Length..].Split('"')[0];

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
        {Configuration}{configuration}" BUTLER_RELAY_JOURNAL={LinuxPaths.JournalFolder}
        # Secrets such as BUTLER_SERVICEBUS=..., readable by root only.
        EnvironmentFile=-{Path.GetDirectoryName(configuration)}/environment
        Restart=always
        RestartSec=5
        WatchdogSec=60
        TimeoutStopSec=30
        User={LinuxPaths.User}
        Group={LinuxPaths.User}
        UMask=0077
        StateDirectory=butler-relay
        StateDirectoryMode=0700
        # For a receive buffer larger than net.core.rmem_max allows; a burst of events must not overflow it.
        AmbientCapabilities=CAP_NET_ADMIN
        CapabilityBoundingSet=CAP_NET_ADMIN
        NoNewPrivileges=yes
        ProtectSystem=strict
        ProtectHome=yes
        ProtectClock=yes
        ProtectHostname=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        ProtectControlGroups=yes
        PrivateTmp=yes
        PrivateDevices=yes
        LockPersonality=yes
        RemoveIPC=yes
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
        SystemCallArchitectures=native
        SystemCallFilter=@system-service

        [Install]
        WantedBy=multi-user.target

        """;
}
