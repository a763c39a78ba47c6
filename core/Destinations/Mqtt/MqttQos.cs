namespace Butler.Core.Destinations.Mqtt;

/// <summary>The quality of service of a message.</summary>
public enum MqttQos
{
    /// <summary>At most once: the message is written to the connection once.</summary>
    AtMostOnce = 0,

    /// <summary>At least once: the message is repeated until PUBACK is received.</summary>
    AtLeastOnce = 1,

    /// <summary>Exactly once, while the broker keeps the session: the exchange ends with PUBCOMP.</summary>
    ExactlyOnce = 2,
}
