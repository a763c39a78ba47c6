namespace Butler.Core.Destinations.Mqtt;

/// <summary>How hard both sides try that a message arrives.</summary>
public enum MqttQos
{
    /// <summary>At most once: written to the connection, and forgotten.</summary>
    AtMostOnce = 0,

    /// <summary>At least once: until PUBACK has come.</summary>
    AtLeastOnce = 1,

    /// <summary>Exactly once, as long as the broker keeps the session: until PUBCOMP has come.</summary>
    ExactlyOnce = 2,
}
