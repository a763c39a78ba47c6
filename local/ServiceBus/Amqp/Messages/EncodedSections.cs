using System.Buffers.Binary;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Butler.Local.ServiceBus.Amqp.Messages;

/// <summary>The sections of an encoded message as slices of its bytes. A section that is absent is empty.</summary>
internal readonly ref struct EncodedSections
{
    private const byte SmallList = 0xC0;
    private const byte SmallMap = 0xC1;
    private const byte List = 0xD0;
    private const byte Map = 0xD1;
    private const byte EmptyList = 0x45;

    /// <exception cref="AmqpException">The bytes are not a message.</exception>
    public EncodedSections(ArraySegment<byte> message)
    {
        var rest = message;
        while (rest.Count > 0)
        {
            var code = ReadCode(rest, out var prefix);
            if (code is < 0x70 or > 0x78)
            {
                throw Malformed($"0x{code:x} is not a section of a message");
            }

            if (code >= 0x75)
            {
                Body = rest;
                return;
            }

            var section = rest[..Math.Min(rest.Count, prefix + LengthOfValue(rest[prefix..]))];
            rest = rest[section.Count..];
            switch (code)
            {
                case 0x70: Header = section; break;
                case 0x72: Annotations = section; break;
                case 0x73: Properties = section; break;
                case 0x74: ApplicationProperties = section; break;
                default: break;
            }
        }
    }

    public ArraySegment<byte> Header { get; } = ArraySegment<byte>.Empty;

    public ArraySegment<byte> Annotations { get; } = ArraySegment<byte>.Empty;

    public ArraySegment<byte> Properties { get; } = ArraySegment<byte>.Empty;

    public ArraySegment<byte> ApplicationProperties { get; } = ArraySegment<byte>.Empty;

    /// <summary>All body sections and the footer.</summary>
    public ArraySegment<byte> Body { get; } = ArraySegment<byte>.Empty;

    private static ulong ReadCode(ArraySegment<byte> bytes, out int length)
    {
        if (bytes.Count < 3 || bytes[0] != 0)
        {
            throw Malformed("a section does not begin with a descriptor");
        }

        var buffer = new ByteBuffer(bytes);
        AmqpDescribed.DecodeDescriptor(buffer, out _, out var code);
        length = bytes.Count - buffer.Length;
        return code;
    }

    private static int LengthOfValue(ArraySegment<byte> value) => value switch
    {
        [EmptyList, ..] => 1,
        [SmallList or SmallMap, var size, ..] => 2 + size,
        [List or Map, _, _, _, _, ..] => 5 + checked((int)BinaryPrimitives.ReadUInt32BigEndian(value.AsSpan(1))),
        _ => throw Malformed("a section holds neither a list nor a map"),
    };

    private static AmqpException Malformed(string what) => new(AmqpErrorCode.DecodeError, $"The message is malformed: {what}.");
}
