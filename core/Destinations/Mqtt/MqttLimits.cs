using System.Text;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>The broker's limits from CONNACK (5.0 §3.2.2.3); version 3.1.1 has none.</summary>
/// <param name="Version">The protocol's version.</param>
/// <param name="ReceiveMaximum">The maximum number of unacknowledged messages of quality of service 1 and 2.</param>
/// <param name="ExactlyOnceMaximum">How many of them may have quality of service 2.</param>
/// <param name="PacketSize">The length of the longest packet, in bytes.</param>
/// <param name="Qos">The highest quality of service.</param>
/// <param name="Retain">Whether the broker retains messages.</param>
internal sealed record MqttLimits(
    MqttVersion Version, int ReceiveMaximum, int ExactlyOnceMaximum, long PacketSize, MqttQos Qos, bool Retain)
{
    /// <summary>The maximum of the remaining length (3.1.1 §2.2.3).</summary>
    public const int MaxRemainingLength = 268_435_455;

    /// <summary>The maximum number of unacknowledged messages, even when the broker accepts 65,535.</summary>
    private const int MaxInFlight = 100;

    /// <summary>
    /// Mosquitto's default of <c>max_inflight_messages</c>, which version 3.1.1 cannot announce; Mosquitto ends the connection of a client
    /// that exceeds it. Source: https://mosquitto.org/man/mosquitto-conf-5.html
    /// </summary>
    private const int MaxExactlyOnceInFlight = 20;

    public static MqttLimits Of(MqttConnAckPacket answer, MqttVersion version)
    {
        if (version == MqttVersion.V311)
        {
            return new MqttLimits(version, MaxInFlight, MaxExactlyOnceInFlight, MaxRemainingLength, MqttQos.ExactlyOnce, Retain: true);
        }

        var inFlight = answer.ReceiveMaximum is > 0 and < MaxInFlight ? answer.ReceiveMaximum : MaxInFlight;
        return new MqttLimits(
            version,
            inFlight,
            inFlight,
            answer.MaximumPacketSize > 0 ? answer.MaximumPacketSize : MaxRemainingLength,
            (MqttQos)answer.MaximumQoS,
            answer.RetainAvailable);
    }

    /// <summary>Why the broker does not accept a message; null when it does.</summary>
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
