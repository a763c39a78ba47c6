using System.Buffers.Binary;
using System.Text.Json;
using Butler.RelayAgent.Journal;

namespace Butler.RelayAgent.Commands.Ledger;

/// <summary>
/// A record on disk: a mark, the length, a checksum over length and content, and the content as ASCII JSON. The first byte of the mark is
/// not ASCII, so no content can look like the beginning of a record.
/// </summary>
internal static class LedgerFormat
{
    /// <summary>The bytes before the content.</summary>
    public const int HeaderSize = 12;

    private const uint Mark = 0x4C43_42FF; // FF "BCL"
    private const int MaxBytes = 4 * 1024 * 1024;

    public static byte[] Encode(LedgerRecord record)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(record, LedgerJson.Default.LedgerRecord);
        var bytes = new byte[HeaderSize + content.Length];
        content.CopyTo(bytes, HeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Check(bytes.AsSpan(4, 4), content));
        return bytes;
    }

    /// <summary>Reads the record at an offset and its length; null when there is no complete record.</summary>
    public static (LedgerRecord Record, int Length)? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderSize || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Mark)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (length is < 2 or > MaxBytes || length > bytes.Length - HeaderSize)
        {
            return null;
        }

        var content = bytes.Slice(HeaderSize, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != Check(bytes.Slice(4, 4), content))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(content, LedgerJson.Default.LedgerRecord) is { } record
                ? (record, HeaderSize + length)
                : null;
        }
        catch (JsonException)
        {
            return null; // complete, but written by another version with another meaning
        }
    }

    /// <summary>The records of a file with their offsets. Incomplete and damaged records are skipped.</summary>
    public static IEnumerable<(LedgerRecord Record, int Offset)> Scan(byte[] file)
    {
        for (var at = 0; at < file.Length;)
        {
            if (Decode(file.AsSpan(at)) is var (record, length))
            {
                yield return (record, at);
                at += length;
            }
            else
            {
                var next = file.AsSpan(at + 1).IndexOf((byte)(Mark & 0xFF));
                at = next < 0 ? file.Length : at + 1 + next;
            }
        }
    }

    private static uint Check(ReadOnlySpan<byte> length, ReadOnlySpan<byte> content) =>
        Checksum.Crc32C(Checksum.Crc32C(Mark, length), content);
}
