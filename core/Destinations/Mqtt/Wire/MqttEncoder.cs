namespace Butler.Core.Destinations.Mqtt.Wire;

/// <summary>Writes control packets: the first byte, the remaining length, then the body (MQTT 3.1.1 §2-3, 5.0 §2-3).</summary>
internal static class MqttEncoder
{
    private const int PubRelFlags = 2;

    /// <summary>The packet's bytes.</summary>
    /// <exception cref="ArgumentException">A text in it is longer than 65,535 bytes or no Unicode, or the whole is longer than 256 MiB.</exception>
    public static byte[] Encode(MqttPacket packet, MqttVersion version)
    {
        var body = new MqttWriter();
        byte first;
        try
        {
            first = Write(packet, version == MqttVersion.V5, body);
        }
        catch (OverflowException)
        {
            throw new ArgumentException("A text or binary value is longer than MQTT carries (65,535 bytes).", nameof(packet));
        }

        if (body.Written.Length > MqttWriter.MostVariable)
        {
            throw new ArgumentException("The packet is longer than MQTT carries (256 MiB).", nameof(packet));
        }

        var head = new MqttWriter();
        head.Byte(first);
        head.Variable(body.Written.Length);
        return [.. head.Written, .. body.Written];
    }

    private static byte Write(MqttPacket packet, bool v5, MqttWriter to)
    {
        switch (packet)
        {
            case MqttPacket.Connect connect:
                Connect(connect, v5, to);
                return First(MqttPacketType.Connect);
            case MqttPacket.ConnAck ack:
                to.Byte(ack.SessionPresent ? (byte)1 : (byte)0);
                to.Byte(ack.Reason);
                Properties(ack.Properties, v5, to);
                return First(MqttPacketType.ConnAck);
            case MqttPacket.Publish publish:
                return Publish(publish, v5, to);
            case MqttPacket.Ack ack:
                to.TwoBytes(ack.Id);
                Reason(ack.Reason, ack.Properties, v5, to);
                return First(ack.Type, ack.Type == MqttPacketType.PubRel ? PubRelFlags : 0);
            case MqttPacket.Subscribe subscribe:
                to.TwoBytes(subscribe.Id);
                Properties(subscribe.Properties, v5, to);
                foreach (var (filter, options) in subscribe.Filters)
                {
                    to.Text(filter);
                    to.Byte(options);
                }

                return First(MqttPacketType.Subscribe, 2);
            case MqttPacket.SubAck ack:
                to.TwoBytes(ack.Id);
                Properties(ack.Properties, v5, to);
                to.Raw(ack.Reasons.Span);
                return First(MqttPacketType.SubAck);
            case MqttPacket.Unsubscribe unsubscribe:
                to.TwoBytes(unsubscribe.Id);
                Properties(unsubscribe.Properties, v5, to);
                foreach (var filter in unsubscribe.Filters)
                {
                    to.Text(filter);
                }

                return First(MqttPacketType.Unsubscribe, 2);
            case MqttPacket.UnsubAck ack:
                to.TwoBytes(ack.Id);
                Properties(ack.Properties, v5, to);
                to.Raw(v5 ? ack.Reasons.Span : []);
                return First(MqttPacketType.UnsubAck);
            case MqttPacket.Disconnect disconnect:
                Reason(disconnect.Reason, disconnect.Properties, v5, to);
                return First(MqttPacketType.Disconnect);
            case MqttPacket.Auth auth:
                Reason(auth.Reason, auth.Properties, v5, to);
                return First(MqttPacketType.Auth);
            default:
                return First(packet is MqttPacket.PingReq ? MqttPacketType.PingReq : MqttPacketType.PingResp);
        }
    }

    private static void Connect(MqttPacket.Connect connect, bool v5, MqttWriter to)
    {
        to.Text("MQTT");
        to.Byte((byte)connect.Version);
        to.Byte((byte)((connect.CleanStart ? 0x02 : 0)
            | (connect.Will is { } w ? 0x04 | ((int)w.Qos << 3) | (w.Retain ? 0x20 : 0) : 0)
            | (connect.Password is null ? 0 : 0x40)
            | (connect.User is null ? 0 : 0x80)));
        to.TwoBytes(connect.KeepAliveSeconds);
        Properties(connect.Properties, v5, to);
        to.Text(connect.ClientId);
        if (connect.Will is { } will)
        {
            Properties(connect.WillProperties, v5, to);
            to.Text(will.Topic);
            to.Binary(will.Payload.Span);
        }

        if (connect.User is { } user)
        {
            to.Text(user);
        }

        if (connect.Password is { } password)
        {
            to.Binary(password.Span);
        }
    }

    private static byte Publish(MqttPacket.Publish publish, bool v5, MqttWriter to)
    {
        to.Text(publish.Topic);
        if (publish.Qos > MqttQos.AtMostOnce)
        {
            to.TwoBytes(publish.Id);
        }

        Properties(publish.Properties, v5, to);
        to.Raw(publish.Payload.Span);
        return First(MqttPacketType.Publish, (publish.Duplicate ? 8 : 0) | ((int)publish.Qos << 1) | (publish.Retain ? 1 : 0));
    }

    private static void Properties(IReadOnlyList<MqttProperty> properties, bool v5, MqttWriter to)
    {
        if (v5)
        {
            to.Properties(properties);
        }
    }

    /// <summary>A reason of 0 without properties is left out (5.0 §3.4.2.1), and 3.1.1 knows neither.</summary>
    private static void Reason(byte reason, IReadOnlyList<MqttProperty> properties, bool v5, MqttWriter to)
    {
        if (v5 && (reason != 0 || properties.Count > 0))
        {
            to.Byte(reason);
            to.Properties(properties);
        }
    }

    private static byte First(MqttPacketType type, int flags = 0) => (byte)(((int)type << 4) | flags);
}
