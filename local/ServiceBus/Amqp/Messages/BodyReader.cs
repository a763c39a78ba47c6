using System.Text;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Butler.Local.ServiceBus.Amqp.Messages;

/// <summary>Reads the body sections of a message.</summary>
internal static class BodyReader
{
    private const ulong DataCode = 0x75;

    /// <summary>Reads the bytes for receivers without AMQP.</summary>
    /// <param name="sections">The body sections and the footer.</param>
    /// <param name="whole">The sections, unless they are one data section, which the bytes already represent.</param>
    public static ReadOnlyMemory<byte> Read(ArraySegment<byte> sections, out ReadOnlyMemory<byte> whole)
    {
        whole = default;
        if (sections.Count == 0)
        {
            return default;
        }

        if (DataSections(sections) is { Count: 1 } single)
        {
            return single[0];
        }

        whole = sections.ToArray();
        return DataSections(sections) is { } several ? several.SelectMany(section => section).ToArray() : Value(sections);
    }

    /// <summary>The contents of the data sections; null when there are other sections.</summary>
    public static List<ArraySegment<byte>>? DataSections(ArraySegment<byte> sections)
    {
        var buffer = new ByteBuffer(sections);
        var found = new List<ArraySegment<byte>>();
        while (buffer.Length > 0)
        {
            AmqpDescribed.DecodeDescriptor(buffer, out _, out var code);
            if (code != DataCode)
            {
                return null;
            }

            found.Add(AmqpEncoding.DecodeObject(buffer) is ArraySegment<byte> { Array: not null } bytes ? bytes : ArraySegment<byte>.Empty);
        }

        return found;
    }

    /// <summary>Text and bytes unchanged; other values encoded.</summary>
    private static ReadOnlyMemory<byte> Value(ArraySegment<byte> sections)
    {
        var buffer = new ByteBuffer(sections);
        AmqpDescribed.DecodeDescriptor(buffer, out _, out var code);
        return (code == AmqpValue.Code ? AmqpEncoding.DecodeObject(buffer) : null) switch
        {
            string text => Encoding.UTF8.GetBytes(text),
            ArraySegment<byte> bytes => bytes,
            _ => sections,
        };
    }
}
