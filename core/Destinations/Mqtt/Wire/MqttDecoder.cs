namespace Butler.Core.Destinations.Mqtt.Wire;

/// <summary>Reads control packets (MQTT 3.1.1 §2-3, 5.0 §2-3). Random bytes never cause anything but a <see cref="MqttProtocolException"/>.</summary>
internal static class MqttDecoder
{
    private const int ShortConnAck = 2;

    /// <summary>Reads a packet from its first byte and its body; the body's memory is kept in it.</summary>
    public static MqttPacket Decode(byte first, ReadOnlyMemory<byte> body, MqttVersion version)
    {
        var type = (MqttPacketType)(first >> 4);
        CheckFlags(type, first & 0x0F);
        var from = new MqttReader(body);
        var packet = Read(type, first & 0x0F, from, version == MqttVersion.V5);
        from.End();
        return packet;
    }

    private static void CheckFlags(MqttPacketType type, int flags)
    {
        var expected = type is MqttPacketType.PubRel or MqttPacketType.Subscribe or MqttPacketType.Unsubscribe ? 2 : 0;
        if (type != MqttPacketType.Publish && flags != expected)
        {
            throw new MqttProtocolException($"The flags of {type} are {flags} instead of {expected}.");
        }
    }

    private static MqttPacket Read(MqttPacketType type, int flags, MqttReader from, bool v5) => type switch
    {
        MqttPacketType.Connect => Connect(from),
        MqttPacketType.ConnAck => ConnAck(from, v5),
        MqttPacketType.Publish => Publish(flags, from, v5),
        MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubRel or MqttPacketType.PubComp =>
            new MqttPacket.Ack(type, from.PacketId(), Reason(from, v5)) { Properties = Trailing(from, v5) },
        MqttPacketType.Subscribe => Subscribe(from, v5),
        MqttPacketType.SubAck => SubAck(from, v5),
        MqttPacketType.Unsubscribe => Unsubscribe(from, v5),
        MqttPacketType.UnsubAck => UnsubAck(from, v5),
        MqttPacketType.PingReq => new MqttPacket.PingReq(),
        MqttPacketType.PingResp => new MqttPacket.PingResp(),
        MqttPacketType.Disconnect => new MqttPacket.Disconnect(Reason(from, v5)) { Properties = Trailing(from, v5) },
        MqttPacketType.Auth when v5 => new MqttPacket.Auth(Reason(from, v5)) { Properties = Trailing(from, v5) },
        _ => throw new MqttProtocolException($"There is no packet of type {(int)type}."),
    };

    private static MqttPacket.Connect Connect(MqttReader from)
    {
        var protocol = from.Text();
        var level = from.Byte();
        if (protocol != "MQTT" || level is not (4 or 5))
        {
            throw new MqttProtocolException("CONNECT is of another protocol or version.");
        }

        var flags = from.Byte();
        var keepAlive = from.TwoBytes();
        var v5 = level == (byte)MqttVersion.V5;
        var properties = Properties(from, v5);
        var clientId = from.Text();
        var willQos = (flags >> 3) & 3;
        var hasWill = (flags & 0x04) != 0;
        if ((flags & 1) != 0 || willQos > 2 || (!hasWill && (flags & 0x38) != 0) || (!v5 && (flags & 0xC0) == 0x40))
        {
            throw new MqttProtocolException($"The flags of CONNECT are 0x{flags:X2}.");
        }

        var willProperties = hasWill ? Properties(from, v5) : [];
        return new MqttPacket.Connect((MqttVersion)level, clientId, (flags & 0x02) != 0, keepAlive)
        {
            Will = hasWill ? new MqttWill(from.Text(), from.Binary(), (MqttQos)willQos, (flags & 0x20) != 0) : null,
            WillProperties = willProperties,
            User = (flags & 0x80) != 0 ? from.Text() : null,
            Password = (flags & 0x40) != 0 ? from.Binary() : (ReadOnlyMemory<byte>?)null,
            Properties = properties,
        };
    }

    /// <summary>A broker that refuses a version may do so in the form of the one it speaks: with properties or without.</summary>
    private static MqttPacket.ConnAck ConnAck(MqttReader from, bool v5)
    {
        var isShort = from.Left == ShortConnAck;
        var flags = from.Byte();
        if (flags > 1)
        {
            throw new MqttProtocolException($"The flags of CONNACK are 0x{flags:X2}.");
        }

        var reason = from.Byte();
        return new MqttPacket.ConnAck(flags == 1, reason) { Properties = Properties(from, (v5 || reason != 0) && !isShort) };
    }

    private static MqttPacket.Publish Publish(int flags, MqttReader from, bool v5)
    {
        var qos = (flags >> 1) & 3;
        if (qos == 3 || (qos == 0 && (flags & 8) != 0))
        {
            throw new MqttProtocolException($"The flags of PUBLISH are {flags}.");
        }

        var topic = from.Text();
        var id = qos > 0 ? from.PacketId() : (ushort)0;
        var properties = v5 ? from.Properties(mayRepeatSubscriptions: true) : [];
        if (topic.Length == 0 || MqttTopics.ProblemOfTopic(topic) is not null)
        {
            throw new MqttProtocolException("The topic of PUBLISH is empty (aliases were not asked for) or holds a wildcard.");
        }

        return new MqttPacket.Publish(topic, from.Rest(), (MqttQos)qos, (flags & 1) != 0, (flags & 8) != 0, id) { Properties = properties };
    }

    private static MqttPacket.Subscribe Subscribe(MqttReader from, bool v5)
    {
        var (id, properties) = (from.PacketId(), Properties(from, v5));
        var filters = new List<MqttSubscription>();
        do
        {
            filters.Add(new MqttSubscription(from.Text(), from.Byte()));
        }
        while (from.Left > 0);
        return new MqttPacket.Subscribe(id, filters) { Properties = properties };
    }

    private static MqttPacket.SubAck SubAck(MqttReader from, bool v5)
    {
        var (id, properties) = (from.PacketId(), Properties(from, v5));
        return new MqttPacket.SubAck(id, from.Rest()) { Properties = properties };
    }

    private static MqttPacket.UnsubAck UnsubAck(MqttReader from, bool v5)
    {
        var (id, properties) = (from.PacketId(), Properties(from, v5));
        return new MqttPacket.UnsubAck(id, v5 ? from.Rest() : default) { Properties = properties };
    }

    private static MqttPacket.Unsubscribe Unsubscribe(MqttReader from, bool v5)
    {
        var (id, properties) = (from.PacketId(), Properties(from, v5));
        var filters = new List<string>();
        do
        {
            filters.Add(from.Text());
        }
        while (from.Left > 0);
        return new MqttPacket.Unsubscribe(id, filters) { Properties = properties };
    }

    private static IReadOnlyList<MqttProperty> Properties(MqttReader from, bool v5) => v5 ? from.Properties() : [];

    private static byte Reason(MqttReader from, bool v5) => v5 && from.Left > 0 ? from.Byte() : (byte)0;

    private static IReadOnlyList<MqttProperty> Trailing(MqttReader from, bool v5) => v5 && from.Left > 0 ? from.Properties() : [];
}
