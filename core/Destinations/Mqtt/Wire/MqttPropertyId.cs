namespace Butler.Core.Destinations.Mqtt.Wire;

/// <summary>The properties of MQTT 5 (table 2-4) and the form of each.</summary>
internal static class MqttPropertyId
{
    public const byte SessionExpiry = 0x11;
    public const byte AssignedClientId = 0x12;
    public const byte ServerKeepAlive = 0x13;
    public const byte SubscriptionIdentifier = 0x0B;
    public const byte ReasonString = 0x1F;
    public const byte ReceiveMaximum = 0x21;
    public const byte TopicAlias = 0x23;
    public const byte MaximumQos = 0x24;
    public const byte RetainAvailable = 0x25;
    public const byte UserProperty = 0x26;
    public const byte MaximumPacketSize = 0x27;

    /// <summary>How a property's value stands on the wire; null for one that does not exist.</summary>
    public static MqttPropertyKind? KindOf(byte id) => id switch
    {
        0x01 or 0x17 or 0x19 or MaximumQos or RetainAvailable or 0x28 or 0x29 or 0x2A => MqttPropertyKind.Byte,
        ServerKeepAlive or ReceiveMaximum or 0x22 or TopicAlias => MqttPropertyKind.TwoBytes,
        0x02 or SessionExpiry or 0x18 or MaximumPacketSize => MqttPropertyKind.FourBytes,
        SubscriptionIdentifier => MqttPropertyKind.VariableInteger,
        0x03 or 0x08 or AssignedClientId or 0x15 or 0x1A or 0x1C or ReasonString => MqttPropertyKind.Text,
        0x09 or 0x16 => MqttPropertyKind.Binary,
        UserProperty => MqttPropertyKind.Pair,
        _ => null,
    };

    /// <summary>The number of a property, or null where it is not among them.</summary>
    public static uint? NumberOf(this IReadOnlyList<MqttProperty> properties, byte id)
    {
        foreach (var property in properties)
        {
            if (property.Id == id)
            {
                return property.Number;
            }
        }

        return null;
    }

    /// <summary>The text of a property, or null where it is not among them.</summary>
    public static string? TextOf(this IReadOnlyList<MqttProperty> properties, byte id)
    {
        foreach (var property in properties)
        {
            if (property.Id == id)
            {
                return property.Text;
            }
        }

        return null;
    }
}
