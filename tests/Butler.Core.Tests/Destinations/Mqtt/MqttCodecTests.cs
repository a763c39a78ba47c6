using Butler.Core.Destinations.Mqtt;
using Butler.Core.Destinations.Mqtt.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Butler.Core.Tests.Destinations.Mqtt;

public sealed class MqttCodecTests
{
    private static readonly byte[] Data = [1, 0, 255];

    public static TheoryData<string> Packets311 => [.. All.Keys.Except(["auth", "connect 5"])];

    public static TheoryData<string> Packets5 => [.. All.Keys.Except(["connect"])];

    private static Dictionary<string, MqttPacket> All { get; } = new()
    {
        ["connect"] = new MqttPacket.Connect(MqttVersion.V311, "id", CleanStart: true, 60)
        {
            User = "u",
            Password = Data,
            Will = new MqttWill("w", Data, MqttQos.ExactlyOnce, Retain: true),
        },
        ["connect 5"] = new MqttPacket.Connect(MqttVersion.V5, "", CleanStart: false, 0)
        {
            Will = new MqttWill("w", Data),
            WillProperties = [new MqttProperty(0x18, 5)],
            Properties = EveryProperty,
        },
        ["connack"] = new MqttPacket.ConnAck(SessionPresent: true, 0) { Properties = EveryProperty },
        ["publish"] = new MqttPacket.Publish("a/ö", Data, MqttQos.AtMostOnce, Retain: true, Duplicate: false, 0) { Properties = EveryProperty },
        ["publish 2"] = new MqttPacket.Publish("a", Data, MqttQos.ExactlyOnce, Retain: false, Duplicate: true, 65_535),
        ["puback"] = new MqttPacket.Ack(MqttPacketType.PubAck, 1),
        ["pubrec"] = new MqttPacket.Ack(MqttPacketType.PubRec, 2, 0x97) { Properties = EveryProperty },
        ["pubrel"] = new MqttPacket.Ack(MqttPacketType.PubRel, 3),
        ["pubcomp"] = new MqttPacket.Ack(MqttPacketType.PubComp, 4, 0x92),
        ["subscribe"] = new MqttPacket.Subscribe(5, [new MqttSubscription("a/#", 2), new MqttSubscription("b", 0)]),
        ["suback"] = new MqttPacket.SubAck(5, new byte[] { 2, 0x80 }),
        ["unsubscribe"] = new MqttPacket.Unsubscribe(6, ["a", "b"]),
        ["unsuback"] = new MqttPacket.UnsubAck(6, new byte[] { 0, 0x11 }),
        ["pingreq"] = new MqttPacket.PingReq(),
        ["pingresp"] = new MqttPacket.PingResp(),
        ["disconnect"] = new MqttPacket.Disconnect(0x8E) { Properties = EveryProperty },
        ["auth"] = new MqttPacket.Auth(0x18) { Properties = EveryProperty },
    };

    private static IReadOnlyList<MqttProperty> EveryProperty =>
        [.. Enumerable.Range(0, 256).Select(id => (byte)id).Where(id => MqttPropertyId.KindOf(id) is not null).Select(Example)];

    [Theory]
    [MemberData(nameof(Packets5))]
    public void What_is_written_is_read_back_the_same_in_version_5(string name) => RoundTrip(All[name], MqttVersion.V5);

    [Theory]
    [MemberData(nameof(Packets311))]
    public void What_is_written_is_read_back_the_same_in_version_3_1_1(string name) => RoundTrip(All[name], MqttVersion.V311);

    [Fact]
    public void The_bytes_are_those_of_the_standard()
    {
        Hex(new MqttPacket.Connect(MqttVersion.V311, "a", CleanStart: true, 10) { User = "u", Password = Data }, MqttVersion.V311)
            .ShouldBe("10-15-00-04-4D-51-54-54-04-C2-00-0A-00-01-61-00-01-75-00-03-01-00-FF");
        Hex(new MqttPacket.Publish("a/b", Data, MqttQos.AtLeastOnce, Retain: true, Duplicate: true, 10), MqttVersion.V311)
            .ShouldBe("3B-0A-00-03-61-2F-62-00-0A-01-00-FF");
        Hex(new MqttPacket.Ack(MqttPacketType.PubRel, 258), MqttVersion.V5).ShouldBe("62-02-01-02");
        Hex(new MqttPacket.Subscribe(1, [new MqttSubscription("#", 1)]), MqttVersion.V5).ShouldBe("82-07-00-01-00-00-01-23-01");
        Hex(new MqttPacket.PingReq(), MqttVersion.V5).ShouldBe("C0-00");
        Hex(new MqttPacket.Disconnect(), MqttVersion.V311).ShouldBe("E0-00");
    }

    [Theory]
    [InlineData("36-05-00-01-61-00-01", "quality 3")]
    [InlineData("38-03-00-01-61", "a duplicate of quality 0")]
    [InlineData("32-05-00-01-61-00-00", "id 0")]
    [InlineData("30-03-00-01-2B", "a wildcard in a topic")]
    [InlineData("30-02-00-00", "an empty topic")]
    [InlineData("30-03-00-01-00", "U+0000")]
    [InlineData("30-03-00-01-FF", "no UTF-8")]
    [InlineData("60-02-00-01", "the flags of PUBREL")]
    [InlineData("40-03-00-01-00", "a PUBACK too long")]
    [InlineData("20-02-02-00", "the flags of CONNACK")]
    [InlineData("00-00", "type 0")]
    public void What_the_standard_forbids_is_refused(string hex, string what)
    {
        var bytes = Convert.FromHexString(hex.Replace("-", "", StringComparison.Ordinal));

        Should.Throw<MqttProtocolException>(() => MqttDecoder.Decode(bytes[0], bytes.AsMemory(2), MqttVersion.V311), what);
    }

    [Fact]
    public void Random_bytes_are_a_packet_or_a_protocol_error_and_nothing_else() =>
        Prop.ForAll(
            Gen.Choose(0, 255).Select(n => (byte)n).ArrayOf().ToArbitrary(),
            Gen.Choose(0, 255).ToArbitrary(),
            (body, first) => Versions.All(version => IsReadOrRefused((byte)first, body, version))).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void A_good_packet_with_a_byte_changed_is_a_packet_or_a_protocol_error_and_nothing_else()
    {
        var random = new System.Random(7);
        foreach (var packet in All.Values)
        {
            foreach (var version in Versions)
            {
                var (first, body) = Split(MqttEncoder.Encode(packet, version));
                for (var i = 0; i < 300 && body.Length > 0; i++)
                {
                    var changed = body.ToArray();
                    changed[random.Next(changed.Length)] = (byte)random.Next(256);
                    IsReadOrRefused(first, changed[..random.Next(changed.Length + 1)], version).ShouldBeTrue();
                }
            }
        }
    }

    private static readonly MqttVersion[] Versions = [MqttVersion.V311, MqttVersion.V5];

    private static bool IsReadOrRefused(byte first, byte[] body, MqttVersion version)
    {
        try
        {
            return MqttDecoder.Decode(first, body, version) is not null;
        }
        catch (MqttProtocolException)
        {
            return true;
        }
    }

    private static void RoundTrip(MqttPacket packet, MqttVersion version)
    {
        var bytes = MqttEncoder.Encode(packet, version);
        var (first, body) = Split(bytes);
        var read = MqttDecoder.Decode(first, body, version);

        read.GetType().ShouldBe(packet.GetType());
        MqttEncoder.Encode(read, version).ShouldBe(bytes);
    }

    private static (byte First, byte[] Body) Split(byte[] packet)
    {
        var end = 1;
        while (packet[end++] >= 0x80)
        {
        }

        return (packet[0], packet[end..]);
    }

    private static MqttProperty Example(byte id) => MqttPropertyId.KindOf(id) switch
    {
        MqttPropertyKind.Byte => new MqttProperty(id, 1),
        MqttPropertyKind.TwoBytes => new MqttProperty(id, 65_000),
        MqttPropertyKind.FourBytes => new MqttProperty(id, 4_000_000_000),
        MqttPropertyKind.VariableInteger => new MqttProperty(id, 200_000_000),
        MqttPropertyKind.Binary => new MqttProperty(id, Data: Data),
        MqttPropertyKind.Text => new MqttProperty(id, Text: "tëxt"),
        _ => new MqttProperty(id, Name: "name", Text: "value"),
    };

    private static string Hex(MqttPacket packet, MqttVersion version) => BitConverter.ToString(MqttEncoder.Encode(packet, version));
}
