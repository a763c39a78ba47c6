using System.Text;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>What the broker asked for in CONNACK (5.0 §3.2.2.3); version 3.1.1 asks for nothing.</summary>
internal sealed record MqttLimits(MqttVersion Version, int ReceiveMaximum, long PacketSize, MqttQos Qos, bool Retain)
{
    /// <summary>The most a remaining length can say (3.1.1 §2.2.3).</summary>
    public const int MaxRemainingLength = 268_435_455;

    /// <summary>More than this many unacknowledged messages we do not send, even where the broker would take 65,535.</summary>
    private const int MaxInFlight = 100;

    public static MqttLimits Of(MqttConnAckPacket answer, MqttVersion version) => version == MqttVersion.V311
        ? new MqttLimits(version, MaxInFlight, MaxRemainingLength, MqttQos.ExactlyOnce, Retain: true)
        : new MqttLimits(
            version,
            answer.ReceiveMaximum is > 0 and < MaxInFlight ? answer.ReceiveMaximum : MaxInFlight,
            answer.MaximumPacketSize > 0 ? answer.MaximumPacketSize : MaxRemainingLength,
            (MqttQos)answer.MaximumQoS,
            answer.RetainAvailable);

    /// <summary>Why the broker would not take a message; null when it would.</summary>
    public string? ProblemOf(MqttOutgoing outgoing) =>
        outgoing.Qos > Qos ? $"the broker takes messages of quality {(int)Qos} at most"
        : outgoing.Retain && !Retain ? "the broker keeps no messages (retain)"
        : SizeOf(outgoing) is var size && size > PacketSize ? $"it has {size} bytes, the broker takes {PacketSize}"
        : null;

    /// <summary>The length of a PUBLISH packet (3.1.1 §3.3, 5.0 §3.3): topic, packet id, an empty list of properties, payload.</summary>
    private long SizeOf(MqttOutgoing outgoing)
    {
        var remaining = 2 + Encoding.UTF8.GetByteCount(outgoing.Topic)
            + (outgoing.Qos > MqttQos.AtMostOnce ? 2 : 0) + (Version == MqttVersion.V5 ? 1 : 0) + outgoing.Payload.Length;
        return 1L + MqttBufferWriter.GetVariableByteIntegerSize((uint)remaining) + remaining;
    }
}
