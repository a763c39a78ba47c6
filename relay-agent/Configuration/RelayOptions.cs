using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Logging;
using Butler.RelayAgent.Mqtt;
using Butler.RelayAgent.Sense.Engine;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Sense.Reconcile;
using Butler.RelayAgent.Sense.ScriptLogs;
using Butler.RelayAgent.Udp;

namespace Butler.RelayAgent.Configuration;

/// <summary>What <c>relay.yaml</c> says, with what the environment puts over it.</summary>
internal sealed record RelayOptions
{
    /// <summary>Who this relay is.</summary>
    public RelayIdentity Relay { get; init; } = new();

    /// <summary>Where events go.</summary>
    public required ServiceBusOptions ServiceBus { get; init; }

    /// <summary>The outbound web proxy; null: as the environment says.</summary>
    public ProxyOptions? Proxy { get; init; }

    /// <summary>Where datagrams come from.</summary>
    public UdpOptions Udp { get; init; } = new();

    /// <summary>Where they are kept until Service Bus has them.</summary>
    public JournalOptions Journal { get; init; } = new();

    /// <summary>Sense's repository service; null: nothing is asked of it.</summary>
    public QrsOptions? Qrs { get; init; }

    /// <summary>Finding executions that no datagram told of; null: off.</summary>
    public ReconcileOptions? Reconcile { get; init; }

    /// <summary>What of script logs goes with events, and what is kept.</summary>
    public ScriptLogOptions ScriptLog { get; init; } = new();

    /// <summary>What the cloud side may have done here.</summary>
    public CommandsOptions Commands { get; init; } = new();

    /// <summary>How tasks are started by MQTT; null: not at all.</summary>
    public StartTaskMqttOptions? Mqtt { get; init; }

    /// <summary>Sense's engine; null: what needs it cannot be done.</summary>
    public EngineOptions? Engine { get; init; }

    /// <summary>The file that all this was read from.</summary>
    public string? File { get; init; }

    /// <summary>What is written to the log, and where.</summary>
    public LogOptions Log { get; init; } = new();
}
