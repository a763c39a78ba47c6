namespace Butler.Core.Destinations.Mqtt;

/// <summary>The message that the broker publishes when a client's connection ends without DISCONNECT.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">Its bytes, at most 65,535.</param>
/// <param name="Qos">Its quality.</param>
/// <param name="Retain">Whether the broker retains it.</param>
public sealed record MqttWill(string Topic, ReadOnlyMemory<byte> Payload, MqttQos Qos = MqttQos.AtMostOnce, bool Retain = false);
