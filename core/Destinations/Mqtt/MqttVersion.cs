namespace Butler.Core.Destinations.Mqtt;

/// <summary>The protocol's version, with its number in CONNECT.</summary>
public enum MqttVersion
{
    /// <summary>MQTT 3.1.1 (OASIS, 2014).</summary>
    V311 = 4,

    /// <summary>MQTT 5.0 (OASIS, 2019).</summary>
    V5 = 5,
}
