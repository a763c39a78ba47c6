using Butler.Core.Destinations.Mqtt;

namespace Butler.RelayAgent.Mqtt;

/// <summary>Publishes what a <c>via: relay</c> channel sends.</summary>
internal interface IRelayPublisher
{
    /// <summary>Publishes to a broker that this relay's own file names, and waits for what the quality promises.</summary>
    /// <exception cref="KeyNotFoundException">The file names no such broker.</exception>
    /// <exception cref="ArgumentException">The topic is no topic.</exception>
    /// <exception cref="MqttException">The broker refused it; <see cref="MqttException.IsTransient"/> says whether to try again.</exception>
    Task PublishAsync(
        string destination, string topic, ReadOnlyMemory<byte> payload, MqttQos qos, bool retain, CancellationToken cancellationToken);
}
