using System.Buffers.Binary;
using System.Globalization;

namespace Butler.RelayAgent.Journal;

/// <summary>
/// A segment is a file named after the number of its first record. It begins with a header, little-endian: magic (8), salt (4),
/// first sequence (8), checksum (4) of these; records follow without a gap.
/// </summary>
internal static class SegmentFormat
{
    /// <summary>The bytes before the first record.</summary>
    public const int HeaderSize = 24;

    private const string Suffix = ".segment";
    private const ulong Magic = 0x314A_524C_5455_42; // "BUTLRJ1"
    private const int ChecksumAt = 20;

    /// <summary>The file name of the segment that starts with this record.</summary>
    public static string NameOf(long firstSequence) => firstSequence.ToString("D19", CultureInfo.InvariantCulture) + Suffix;

    /// <summary>The first record's number from a file name; false for other files.</summary>
    public static bool TryReadName(string name, out long firstSequence)
    {
        firstSequence = 0;
        return name.EndsWith(Suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, name.Length - Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out firstSequence);
    }

    /// <summary>The header's bytes.</summary>
    public static byte[] Header(long firstSequence, uint salt)
    {
        var header = new byte[HeaderSize];
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), salt);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(12), firstSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(ChecksumAt), Checksum.Crc32C(0, header.AsSpan(0, ChecksumAt)));
        return header;
    }

    /// <summary>The salt that a file's header tells; null when the header is damaged.</summary>
    public static uint? ReadSalt(IJournalFile file)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        var whole = file.Read(0, header) == HeaderSize
            && BinaryPrimitives.ReadUInt64LittleEndian(header) == Magic
            && BinaryPrimitives.ReadUInt32LittleEndian(header[ChecksumAt..]) == Checksum.Crc32C(0, header[..ChecksumAt]);
        return whole ? BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) : null;
    }
}
