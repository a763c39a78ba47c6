namespace Butler.Core.Destinations.Mqtt.Wire;

/// <summary>A control packet. Properties stay empty in version 3.1.1.</summary>
internal abstract record MqttPacket
{
    private MqttPacket()
    {
    }

    /// <summary>The first packet of a connection.</summary>
    internal sealed record Connect(MqttVersion Version, string ClientId, bool CleanStart, ushort KeepAliveSeconds) : MqttPacket
    {
        public MqttWill? Will { get; init; }

        public IReadOnlyList<MqttProperty> WillProperties { get; init; } = [];

        public string? User { get; init; }

        public ReadOnlyMemory<byte>? Password { get; init; }

        public IReadOnlyList<MqttProperty> Properties { get; init; } = [];
    }

    /// <summary>The broker's answer to it; a reason of 0 is success.</summary>
    internal sealed record ConnAck(bool SessionPresent, byte Reason) : MqttPacket
    {
        public IReadOnlyList<MqttProperty> Properties { get; init; } = [];
    }

    /// <summary>A message, in either direction. The id is 0 with quality 0.</summary>
    internal sealed record Publish(string Topic, ReadOnlyMemory<byte> Payload, MqttQos Qos, bool Retain, bool Duplicate, ushort Id) : MqttPacket
    {
        public IReadOnlyList<MqttProperty> Properties { get; init; } = [];
    }

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP.</summary>
    internal sealed record Ack(MqttPacketType Type, ushort Id, byte Reason = 0) : MqttPacket
    {
        public IReadOnlyList<MqttProperty> Properties { get; init; } = [];
    }

    internal sealed record Subscribe(ushort Id, IReadOnlyList<MqttSubscription> Filters) : MqttPacket
    {
        public IReadOnlyList<MqttProperty> Properties { get; init; } = [];
    }

    /// <summary>A code for each filter, in order: the granted quality, or 0x80 and above.</summary>
    internal sealed record SubAck(ushort Id, ReadOnlyMemory<byte> Reasons) : MqttPacket
    {
        public IReadOnlyList<MqttProperty> Properties { get; init; } = [];
    }

    internal sealed record Unsubscribe(ushort Id, IReadOnlyList<string> Filters) : MqttPacket
    {
        public IReadOnlyList<MqttProperty> Properties { get; init; } = [];
    }

    /// <summary>Codes stand in it in version 5 only.</summary>
    internal sealed record UnsubAck(ushort Id, ReadOnlyMemory<byte> Reasons) : MqttPacket
    {
        public IReadOnlyList<MqttProperty> Properties { get; init; } = [];
    }

    internal sealed record PingReq : MqttPacket;

    internal sealed record PingResp : MqttPacket;

    /// <summary>The clean end; from the broker only in version 5.</summary>
    internal sealed record Disconnect(byte Reason = 0) : MqttPacket
    {
        public IReadOnlyList<MqttProperty> Properties { get; init; } = [];
    }

    /// <summary>A step of version 5's enhanced authentication.</summary>
    internal sealed record Auth(byte Reason = 0) : MqttPacket
    {
        public IReadOnlyList<MqttProperty> Properties { get; init; } = [];
    }
}
