namespace Butler.Core.Destinations.Mqtt.Wire;

/// <summary>What came is not MQTT, or not allowed at this point: the connection must end.</summary>
internal sealed class MqttProtocolException(string message) : Exception(message);
