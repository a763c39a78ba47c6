using Butler.Core.Destinations.Mqtt;

namespace Butler.RelayAgent.Mqtt;

/// <summary>Publishes the messages of <c>via: relay</c> channels.</summary>
internal interface IRelayPublisher
{
    /// <summary>Publishes to a broker in this relay's file, and waits as the quality of service requires.</summary>
    /// <exception cref="KeyNotFoundException">The file does not have the broker.</exception>
    /// <exception cref="ArgumentException">The topic is not valid.</exception>
    /// <exception cref="MqttException">
    /// The broker refused the message; <see cref="MqttException.IsTransient"/> says whether to try again.
    /// </exception>
    Task PublishAsync(
        string destination, string topic, ReadOnlyMemory<byte> payload, MqttQos qos, bool retain, CancellationToken cancellationToken);
}
