namespace Butler.Core.Destinations.Mqtt.Wire;

/// <summary>A property of version 5 (§2.2.2). Which of the values counts follows from <see cref="MqttPropertyId.KindOf"/>.</summary>
internal readonly record struct MqttProperty(byte Id, uint Number = 0, string Text = "", string Name = "", ReadOnlyMemory<byte> Data = default);
