using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Butler.Local.ServiceBus.Amqp.Messages;

/// <summary>One section of a message and its bytes.</summary>
internal static class SectionBytes
{
    public static byte[] Encode(AmqpDescribed section)
    {
        var buffer = new ByteBuffer(new byte[section.EncodeSize]);
        section.Encode(buffer);
        return buffer.Buffer;
    }

    /// <summary>Reads a section; an absent one is empty.</summary>
    public static T Decode<T>(ReadOnlyMemory<byte> section)
        where T : AmqpDescribed, new()
    {
        var decoded = new T();
        if (section.Length > 0)
        {
            decoded.Decode(new ByteBuffer(section.ToArray(), 0, section.Length));
        }

        return decoded;
    }
}
