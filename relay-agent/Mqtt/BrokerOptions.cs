using System.Collections.ObjectModel;
using Butler.RelayAgent.Identity;

namespace Butler.RelayAgent.Mqtt;

/// <summary>The brokers of this relay and what it does with them.</summary>
internal sealed record BrokerOptions
{
    public required RelayIdentity Relay { get; init; }

    /// <summary>How tasks are started by MQTT; null: not at all.</summary>
    public StartTaskMqttOptions? Mqtt { get; init; }

    /// <summary>The brokers by name.</summary>
    public IReadOnlyDictionary<string, MqttDestination> Brokers { get; init; } = ReadOnlyDictionary<string, MqttDestination>.Empty;

    /// <summary>Shows no member: some are secret.</summary>
    public override string ToString() => nameof(BrokerOptions);
}
