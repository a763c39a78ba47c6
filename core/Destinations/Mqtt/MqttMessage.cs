namespace Butler.Core.Destinations.Mqtt;

/// <summary>A message that the broker sent.</summary>
/// <param name="Topic">Its topic, without wildcards.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="Qos">The quality of service.</param>
/// <param name="Retain">Whether it is a retained message from before the subscription.</param>
/// <param name="Duplicate">Whether the broker may have sent it before.</param>
public sealed record MqttMessage(string Topic, ReadOnlyMemory<byte> Payload, MqttQos Qos, bool Retain, bool Duplicate);
