namespace Butler.Core.Destinations.Mqtt;

/// <summary>What the broker publishes for a client whose connection ends without a word.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">Its bytes, at most 65,535.</param>
/// <param name="Qos">Its quality.</param>
/// <param name="Retain">Whether the broker keeps it.</param>
public sealed record MqttWill(string Topic, ReadOnlyMemory<byte> Payload, MqttQos Qos = MqttQos.AtMostOnce, bool Retain = false);
