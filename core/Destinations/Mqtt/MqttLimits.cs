using Butler.Core.Destinations.Mqtt.Wire;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>What the broker asked for in CONNACK (5.0 §3.2.2.3); version 3.1.1 asks for nothing.</summary>
internal sealed record MqttLimits(int ReceiveMaximum, long PacketSize, MqttQos Qos, bool Retain, TimeSpan KeepAlive)
{
    /// <summary>More than this many unacknowledged messages we do not send, even where the broker would take 65,535.</summary>
    private const int MostInFlight = 100;

    public static MqttLimits Of(MqttPacket.ConnAck ack, TimeSpan keepAlive) => new(
        (int)Math.Clamp(ack.Properties.NumberOf(MqttPropertyId.ReceiveMaximum) ?? MostInFlight, 1, MostInFlight),
        ack.Properties.NumberOf(MqttPropertyId.MaximumPacketSize) ?? MqttWriter.MostVariable,
        (MqttQos)(ack.Properties.NumberOf(MqttPropertyId.MaximumQos) ?? 2),
        ack.Properties.NumberOf(MqttPropertyId.RetainAvailable) != 0,
        ack.Properties.NumberOf(MqttPropertyId.ServerKeepAlive) is { } seconds ? TimeSpan.FromSeconds(seconds) : keepAlive);

    /// <summary>Why the broker would not take a message; null when it would.</summary>
    public string? ProblemOf(MqttPacket.Publish publish) =>
        publish.Qos > Qos ? $"the broker takes messages of quality {(int)Qos} at most"
        : publish.Retain && !Retain ? "the broker keeps no messages (retain)"
        : null;
}
