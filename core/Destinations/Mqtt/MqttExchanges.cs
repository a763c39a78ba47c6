using MQTTnet.Packets;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>
/// The open exchanges of one connection. MQTTnet's client counts packet ids from 1 on every connection. On the wire a message keeps
/// its id, so that a broker that kept the session recognizes it.
/// </summary>
internal sealed class MqttExchanges(MqttPacketIds ids, MqttOutbox outbox)
{
    private readonly Lock gate = new();
    private readonly List<Exchange> open = [];
    private readonly Dictionary<ushort, MqttOutgoing> released = [];

    /// <summary>MQTTnet sends a message. Sets its id, and the duplicate flag if the message was sent before.</summary>
    public void Begin(MqttPublishPacket packet, MqttOutgoing outgoing)
    {
        packet.Dup = outgoing.WasSent;
        outgoing.WasSent = true;
        packet.PacketIdentifier = Add(packet.PacketIdentifier, outgoing.Id, outgoing);
    }

    /// <summary>MQTTnet subscribes.</summary>
    public void Begin(MqttSubscribePacket packet) => packet.PacketIdentifier = Add(packet.PacketIdentifier, ids.Take(), outgoing: null);

    /// <summary>MQTTnet continues with a message of quality of service 2.</summary>
    public void GoOn(MqttPubRelPacket packet)
    {
        lock (gate)
        {
            packet.PacketIdentifier = open.Find(exchange => exchange.IdOfClient == packet.PacketIdentifier)?.IdOnWire
                ?? packet.PacketIdentifier;
        }
    }

    /// <summary>
    /// Continues with a message of quality of service 2 that the broker received on an earlier connection, which MQTTnet does not know.
    /// </summary>
    public void Resume(MqttOutgoing outgoing)
    {
        lock (gate)
        {
            released[outgoing.Id] = outgoing;
        }
    }

    /// <summary>PUBREC came.</summary>
    /// <returns>Whether to pass the packet to MQTTnet, which would also answer a refusal with PUBREL, and lose the reason.</returns>
    public bool Received(MqttPubRecPacket packet, out bool isKnown)
    {
        var exchange = Find(packet.PacketIdentifier);
        isKnown = exchange?.Outgoing is not null;
        if (exchange?.Outgoing is not { } outgoing)
        {
            return false;
        }

        if ((byte)packet.ReasonCode >= MqttReasons.Failure)
        {
            Remove(exchange);
            outbox.End(outgoing, (byte)packet.ReasonCode, packet.ReasonString);
            return false;
        }

        outgoing.IsReleased = true;
        packet.PacketIdentifier = exchange.IdOfClient;
        return true;
    }

    /// <summary>PUBACK, PUBCOMP or SUBACK came.</summary>
    /// <returns>Whether to pass the packet to MQTTnet; not for a repeated acknowledgement, or one of an ended session.</returns>
    public bool Answered(MqttPacketWithIdentifier packet)
    {
        if (Find(packet.PacketIdentifier) is { } exchange)
        {
            if (Remove(exchange) && exchange.Outgoing is null)
            {
                ids.GiveBack(exchange.IdOnWire);
            }

            packet.PacketIdentifier = exchange.IdOfClient;
            return true;
        }

        MqttOutgoing? outgoing = null;
        lock (gate)
        {
            _ = packet is MqttPubCompPacket && released.Remove(packet.PacketIdentifier, out outgoing);
        }

        if (outgoing is not null)
        {
            outbox.End(outgoing, reason: 0, said: null);
        }

        return false;
    }

    /// <summary>The connection has ended: no further answers will come.</summary>
    public void Close()
    {
        lock (gate)
        {
            foreach (var exchange in open.Where(exchange => exchange.Outgoing is null))
            {
                ids.GiveBack(exchange.IdOnWire);
            }

            open.Clear();
        }
    }

    private ushort Add(ushort idOfClient, ushort idOnWire, MqttOutgoing? outgoing)
    {
        lock (gate)
        {
            open.Add(new Exchange(idOfClient, idOnWire, outgoing));
        }

        return idOnWire;
    }

    private Exchange? Find(ushort idOnWire)
    {
        lock (gate)
        {
            return open.Find(exchange => exchange.IdOnWire == idOnWire);
        }
    }

    private bool Remove(Exchange exchange)
    {
        lock (gate)
        {
            return open.Remove(exchange);
        }
    }

    private sealed record Exchange(ushort IdOfClient, ushort IdOnWire, MqttOutgoing? Outgoing);
}
