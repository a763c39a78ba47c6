using System.Buffers.Binary;
using System.Text;

namespace Butler.Core.Destinations.Mqtt.Wire;

/// <summary>Reads the data types of MQTT from a packet's body. Whatever is wrong is a <see cref="MqttProtocolException"/>.</summary>
internal sealed class MqttReader(ReadOnlyMemory<byte> body)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private ReadOnlyMemory<byte> rest = body;

    /// <summary>How many bytes are left.</summary>
    public int Left => rest.Length;

    public byte Byte() => Take(1).Span[0];

    public ushort TwoBytes() => BinaryPrimitives.ReadUInt16BigEndian(Take(2).Span);

    public uint FourBytes() => BinaryPrimitives.ReadUInt32BigEndian(Take(4).Span);

    /// <summary>A packet id, which is never 0.</summary>
    public ushort PacketId() => TwoBytes() is var id and > 0 ? id : throw new MqttProtocolException("The packet id is 0.");

    public int Variable()
    {
        var value = 0;
        for (var shift = 0; shift <= 21; shift += 7)
        {
            var next = Byte();
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new MqttProtocolException("A variable byte integer is longer than four bytes.");
    }

    public ReadOnlyMemory<byte> Rest() => Take(rest.Length);

    public ReadOnlyMemory<byte> Binary() => Take(TwoBytes());

    public string Text()
    {
        var bytes = Binary().Span;
        if (bytes.Contains((byte)0))
        {
            throw new MqttProtocolException("A text holds the character U+0000.");
        }

        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new MqttProtocolException("A text is not UTF-8.");
        }
    }

    /// <summary>A property block; a property other than a user's (or, in a message, a subscription's) stands in it once.</summary>
    public IReadOnlyList<MqttProperty> Properties(bool mayRepeatSubscriptions = false)
    {
        var length = Variable();
        if (length == 0)
        {
            return [];
        }

        var block = new MqttReader(Take(length));
        var properties = new List<MqttProperty>();
        while (block.Left > 0)
        {
            var property = block.Property();
            var mayRepeat = property.Id == MqttPropertyId.UserProperty
                || (mayRepeatSubscriptions && property.Id == MqttPropertyId.SubscriptionIdentifier);
            if (!mayRepeat && properties.Exists(other => other.Id == property.Id))
            {
                throw new MqttProtocolException($"The property 0x{property.Id:X2} stands twice.");
            }

            properties.Add(property);
        }

        return properties;
    }

    /// <summary>Nothing may be left.</summary>
    public void End()
    {
        if (rest.Length > 0)
        {
            throw new MqttProtocolException($"The packet is {rest.Length} bytes too long.");
        }
    }

    private MqttProperty Property()
    {
        var id = Byte();
        return MqttPropertyId.KindOf(id) switch
        {
            MqttPropertyKind.Byte => new MqttProperty(id, Byte()),
            MqttPropertyKind.TwoBytes => new MqttProperty(id, TwoBytes()),
            MqttPropertyKind.FourBytes => new MqttProperty(id, FourBytes()),
            MqttPropertyKind.VariableInteger => new MqttProperty(id, (uint)Variable()),
            MqttPropertyKind.Text => new MqttProperty(id, Text: Text()),
            MqttPropertyKind.Binary => new MqttProperty(id, Data: Binary()),
            MqttPropertyKind.Pair => new MqttProperty(id, Name: Text(), Text: Text()),
            _ => throw new MqttProtocolException($"There is no property 0x{id:X2}."),
        };
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (count > rest.Length)
        {
            throw new MqttProtocolException($"The packet ends {count - rest.Length} bytes too early.");
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
