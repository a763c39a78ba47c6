using System.Buffers.Binary;
using System.Net;

namespace Butler.RelayAgent.Journal;

/// <summary>
/// A record on disk, little-endian: checksum (4) of all that follows, datagram length (4), sequence (8), receive time in
/// UTC ticks (8), sender address as IPv6 (16) and port (2), reserved (2), then the datagram.
/// </summary>
internal static class RecordFormat
{
    /// <summary>The bytes before the datagram.</summary>
    public const int HeaderSize = 44;

    /// <summary>The largest datagram in a record. UDP over IPv4 carries 65,507 bytes, over IPv6 65,527.</summary>
    public const int MaxDatagram = 65_535;

    /// <summary>The largest record.</summary>
    public const int MaxRecord = HeaderSize + MaxDatagram;

    private const int LengthAt = 4;
    private const int SequenceAt = 8;
    private const int TicksAt = 16;
    private const int AddressAt = 24;
    private const int PortAt = 40;

    /// <summary>Writes the values known to the listener. <see cref="Seal"/> adds sequence and checksum.</summary>
    public static void Describe(Span<byte> record, int datagramLength, long receivedTicks, SocketAddress sender)
    {
        record[..HeaderSize].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(record[LengthAt..], datagramLength);
        BinaryPrimitives.WriteInt64LittleEndian(record[TicksAt..], receivedTicks);
        SenderAddress.Write(sender, record.Slice(AddressAt, 16), record.Slice(PortAt, 2));
    }

    /// <summary>The size of the record, from its header.</summary>
    public static int SizeOf(ReadOnlySpan<byte> record) => HeaderSize + BinaryPrimitives.ReadInt32LittleEndian(record[LengthAt..]);

    /// <summary>Numbers and checksums a record that <see cref="Describe"/> began.</summary>
    public static void Seal(Span<byte> record, long sequence, uint salt)
    {
        BinaryPrimitives.WriteInt64LittleEndian(record[SequenceAt..], sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(record, Checksum.Crc32C(salt, record[LengthAt..]));
    }

    /// <summary>Checks the bytes of a record.</summary>
    /// <param name="bytes">The bytes from the expected start of a record.</param>
    /// <param name="salt">The journal's seed.</param>
    /// <param name="lowestSequence">The lowest valid number.</param>
    /// <param name="size">The record's size, also when more bytes are needed to judge it.</param>
    public static RecordState Judge(ReadOnlySpan<byte> bytes, uint salt, long lowestSequence, out int size)
    {
        size = HeaderSize;
        if (bytes.Length < HeaderSize)
        {
            return RecordState.Incomplete;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[LengthAt..]);
        if (length is < 0 or > MaxDatagram || SequenceOf(bytes) < lowestSequence)
        {
            return RecordState.Damaged;
        }

        size = HeaderSize + length;
        if (bytes.Length < size)
        {
            return RecordState.Incomplete;
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(bytes) == Checksum.Crc32C(salt, bytes[LengthAt..size])
            ? RecordState.Good
            : RecordState.Damaged;
    }

    /// <summary>The number of the record.</summary>
    public static long SequenceOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[SequenceAt..]);

    /// <summary>Reads a valid record; the datagram is not copied.</summary>
    public static JournalRecord Read(ReadOnlyMemory<byte> record)
    {
        var span = record.Span;
        var ticks = Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(span[TicksAt..]), 0, DateTime.MaxValue.Ticks);
        return new JournalRecord(
            SequenceOf(span),
            new DateTimeOffset(ticks, TimeSpan.Zero),
            SenderAddress.Read(span.Slice(AddressAt, 16), span.Slice(PortAt, 2)),
            record[HeaderSize..]);
    }
}
