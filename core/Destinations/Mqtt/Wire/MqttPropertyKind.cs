namespace Butler.Core.Destinations.Mqtt.Wire;

/// <summary>The form of a property's value.</summary>
internal enum MqttPropertyKind
{
    Byte,
    TwoBytes,
    FourBytes,
    VariableInteger,
    Text,
    Binary,
    Pair,
}
