using System.Buffers.Binary;
using System.Globalization;

namespace Butler.RelayAgent.Journal;

/// <summary>
/// A segment is a file named after the number of its first record. A segment that was written again after a failed sync has the number of
/// the copy at the end of its name. The file begins with a header, little-endian: magic (8), salt (4), first sequence (8), checksum (4) of
/// these; records follow without a gap.
/// </summary>
internal static class SegmentFormat
{
    /// <summary>The bytes before the first record.</summary>
    public const int HeaderSize = 24;

    private const string Suffix = ".segment";
    private const ulong Magic = 0x314A_524C_5455_42; // "BUTLRJ1"
    private const int ChecksumAt = 20;

    /// <summary>The file name of the segment that starts with this record.</summary>
    public static string NameOf(long firstSequence, int copy = 0) => copy == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{firstSequence:D19}{Suffix}")
        : string.Create(CultureInfo.InvariantCulture, $"{firstSequence:D19}-{copy}{Suffix}");

    /// <summary>The first record's number and that of the copy from a file name; false for other files.</summary>
    public static bool TryReadName(string name, out long firstSequence, out int copy)
    {
        (firstSequence, copy) = (0, 0);
        if (!name.EndsWith(Suffix, StringComparison.Ordinal))
        {
            return false;
        }

        var stem = name.AsSpan(0, name.Length - Suffix.Length);
        var dash = stem.IndexOf('-');
        return long.TryParse(dash < 0 ? stem : stem[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out firstSequence)
            && (dash < 0 || int.TryParse(stem[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out copy));
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

    /// <summary>The salt in a file's header; null when the header is damaged.</summary>
    public static uint? ReadSalt(IJournalFile file)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        var whole = file.Read(0, header) == HeaderSize
            && BinaryPrimitives.ReadUInt64LittleEndian(header) == Magic
            && BinaryPrimitives.ReadUInt32LittleEndian(header[ChecksumAt..]) == Checksum.Crc32C(0, header[..ChecksumAt]);
        return whole ? BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) : null;
    }
}
