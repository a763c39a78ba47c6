using System.Globalization;
using System.IO.Compression;

namespace Butler.Core.Azure.Tables;

/// <summary>
/// Stores payloads of any size in a row: compressed (Brotli) and split into binary properties of at most 60 KiB (<c>Name</c>,
/// <c>Name1</c>, <c>Name2</c>, ...), because one property holds at most 64 KiB.
/// </summary>
public static class TablePayload
{
    private const int ChunkBytes = 60 * 1024;

    /// <summary>Writes a payload into a row.</summary>
    public static TableRow SetPayload(this TableRow entity, string name, ReadOnlySpan<byte> payload)
    {
        var compressed = Compress(payload);
        var chunk = 0;
        for (var at = 0; at < compressed.Length || chunk == 0; at += ChunkBytes)
        {
            entity.Set(Property(name, chunk++), compressed[at..Math.Min(compressed.Length, at + ChunkBytes)]);
        }

        return entity;
    }

    /// <summary>Reads the payload; null when the row has none.</summary>
    /// <exception cref="InvalidDataException">The properties do not hold a compressed payload.</exception>
    public static byte[]? Payload(this TableRow entity, string name)
    {
        using var compressed = new MemoryStream();
        for (var chunk = 0; entity.Binary(Property(name, chunk)) is { } bytes; chunk++)
        {
            compressed.Write(bytes);
        }

        if (compressed.Length == 0)
        {
            return null;
        }

        compressed.Position = 0;
        using var brotli = new BrotliStream(compressed, CompressionMode.Decompress);
        using var payload = new MemoryStream();
        brotli.CopyTo(payload);
        return payload.ToArray();
    }

    private static byte[] Compress(ReadOnlySpan<byte> payload)
    {
        var buffer = new byte[BrotliEncoder.GetMaxCompressedLength(payload.Length)];

        // Quality 3 of 11 gives most of the compression of event JSON in a tenth of the time.
        return BrotliEncoder.TryCompress(payload, buffer, out var written, quality: 3, window: 18)
            ? buffer[..written]
            : throw new InvalidDataException("The payload could not be compressed.");
    }

    private static string Property(string name, int chunk) => chunk == 0 ? name : name + chunk.ToString(CultureInfo.InvariantCulture);
}
