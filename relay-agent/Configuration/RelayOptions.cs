using Butler.Core.Configuration;
using Butler.Core.SelfReports;
using Butler.RelayAgent.Api;
using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.LicenseRelease;
using Butler.RelayAgent.Logging;
using Butler.RelayAgent.Monitors;
using Butler.RelayAgent.Mqtt;
using Butler.RelayAgent.Sense.Engine;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Sense.Reconcile;
using Butler.RelayAgent.Sense.ScriptLogs;
using Butler.RelayAgent.Udp;

namespace Butler.RelayAgent.Configuration;

/// <summary>The content of <c>relay.yaml</c>, with values replaced from the environment.</summary>
internal sealed record RelayOptions
{
    /// <summary>The identity of this relay.</summary>
    public RelayIdentity Relay { get; init; } = new();

    /// <summary>The namespace for events.</summary>
    public required ServiceBusOptions ServiceBus { get; init; }

    /// <summary>The outbound web proxy; null: the proxy from the environment.</summary>
    public ProxyOptions? Proxy { get; init; }

    /// <summary>The settings for receiving datagrams.</summary>
    public UdpOptions Udp { get; init; } = new();

    /// <summary>The journal, which stores datagrams until Service Bus has accepted them.</summary>
    public JournalOptions Journal { get; init; } = new();

    /// <summary>Sense's repository service; null when it is not used.</summary>
    public QrsOptions? Qrs { get; init; }

    /// <summary>The search for executions without a datagram; null: off.</summary>
    public ReconcileOptions? Reconcile { get; init; }

    /// <summary>The monitors.</summary>
    public MonitorsOptions Monitors { get; init; } = new();

    /// <summary>The release of unused access licenses; null: off.</summary>
    public LicenseReleaseOptions? LicenseRelease { get; init; }

    /// <summary>The script logs in events and on disk.</summary>
    public ScriptLogOptions ScriptLog { get; init; } = new();

    /// <summary>The rules for commands from the function app.</summary>
    public CommandsOptions Commands { get; init; } = new();

    /// <summary>The start of tasks with MQTT; null: off.</summary>
    public StartTaskMqttOptions? Mqtt { get; init; }

    /// <summary>Sense's engine; null: commands that need it are not available.</summary>
    public EngineOptions? Engine { get; init; }

    /// <summary>The HTTP API for load scripts on this machine; null: off.</summary>
    public RelayApiOptions? Api { get; init; }

    /// <summary>What the relay reports of itself.</summary>
    public SelfOptions Self { get; init; } = new();

    /// <summary>The file of these options.</summary>
    public string? File { get; init; }

    /// <summary>The file as it may be shown, without secrets; null for options that were not read from a file.</summary>
    public ShownYaml? Shown { get; init; }

    /// <summary>The settings of the log.</summary>
    public LogOptions Log { get; init; } = new();
}
