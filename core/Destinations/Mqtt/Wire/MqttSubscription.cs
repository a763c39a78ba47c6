namespace Butler.Core.Destinations.Mqtt.Wire;

/// <summary>A filter of SUBSCRIBE with its options byte: the two lowest bits are the quality, the others belong to version 5.</summary>
internal readonly record struct MqttSubscription(string Filter, byte Options);
