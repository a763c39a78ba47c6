using System.Buffers.Binary;
using System.Numerics;

namespace Butler.RelayAgent.Journal;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4), with the processor's instruction if there is one.</summary>
internal static class Checksum
{
    /// <summary>The checksum of the bytes. A secret seed ensures that a datagram cannot look like a record.</summary>
    public static uint Crc32C(uint seed, ReadOnlySpan<byte> bytes)
    {
        var crc = ~seed;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }
}
