using System.Collections.ObjectModel;
using Butler.RelayAgent.Identity;

namespace Butler.RelayAgent.Mqtt;

/// <summary>The brokers of this relay and their use.</summary>
internal sealed record BrokerOptions
{
    public required RelayIdentity Relay { get; init; }

    /// <summary>The start of tasks with MQTT; null: off.</summary>
    public StartTaskMqttOptions? Mqtt { get; init; }

    /// <summary>The brokers by name.</summary>
    public IReadOnlyDictionary<string, MqttDestination> Brokers { get; init; } = ReadOnlyDictionary<string, MqttDestination>.Empty;

    /// <summary>Shows no members, because some are secret.</summary>
    public override string ToString() => nameof(BrokerOptions);
}
