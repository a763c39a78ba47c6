using System.Globalization;
using System.Text;

namespace Butler.Functions.ScriptLogs;

/// <summary>
/// Limits the size of a script log. Its beginning and its end are kept, because the reason of a failure is at the end; a line in between
/// says how much is left out.
/// </summary>
internal static class LimitedLog
{
    private const int ChunkBytes = 64 * 1024;
    private const int MaxContinuation = 3;

    /// <summary>Copies a log of UTF-8 text. Characters are not split.</summary>
    /// <param name="from">The log; read to its end.</param>
    /// <param name="to">Takes the text.</param>
    /// <param name="max">The maximum size in bytes without the line that marks the gap. Up to half of it is held in memory.</param>
    /// <param name="cancellationToken">Cancels the copying.</param>
    public static async Task CopyAsync(Stream from, Stream to, int max, CancellationToken cancellationToken)
    {
        await CopyBeginningAsync(from, to, max / 2, cancellationToken);
        var (end, skipped) = await ReadEndAsync(from, to, max - (max / 2), cancellationToken);
        if (skipped > 0)
        {
            var gap = string.Create(
                CultureInfo.InvariantCulture, $"\n\n[{skipped} bytes are left out here: of a long script log, {max} bytes are kept.]\n\n");
            await to.WriteAsync(Encoding.UTF8.GetBytes(gap), cancellationToken);
        }

        foreach (var chunk in end)
        {
            await to.WriteAsync(chunk, cancellationToken);
        }
    }

    private static async Task CopyBeginningAsync(Stream from, Stream to, int bytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[ChunkBytes];
        for (var copied = 0; copied < bytes;)
        {
            var read = await from.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, bytes - copied)), cancellationToken);
            if (read == 0)
            {
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            copied += read;
        }
    }

    /// <summary>Reads the rest and keeps its end. The rest of a character whose first byte is copied already goes to the copy.</summary>
    private static async Task<(IReadOnlyCollection<ReadOnlyMemory<byte>> End, long Skipped)> ReadEndAsync(
        Stream from, Stream to, int bytes, CancellationToken cancellationToken)
    {
        var end = new Queue<ReadOnlyMemory<byte>>();
        var (kept, skipped, isFirst) = (0L, 0L, true);
        while (await ReadChunkAsync(from, cancellationToken) is { Length: > 0 } chunk)
        {
            if (isFirst)
            {
                var rest = Continuation(chunk.Span);
                await to.WriteAsync(chunk[..rest], cancellationToken);
                chunk = chunk[rest..];
                isFirst = false;
            }

            end.Enqueue(chunk);
            kept += chunk.Length;
            while (kept - end.Peek().Length >= bytes)
            {
                var dropped = end.Dequeue().Length;
                (kept, skipped) = (kept - dropped, skipped + dropped);
            }
        }

        if (kept <= bytes)
        {
            return (end, skipped);
        }

        var first = end.Dequeue();
        var cut = (int)(kept - bytes);
        cut += Continuation(first.Span[cut..]);
        return ([first[cut..], .. end], skipped + cut);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadChunkAsync(Stream from, CancellationToken cancellationToken)
    {
        var chunk = new byte[ChunkBytes];
        var read = await from.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancellationToken);
        return chunk.AsMemory(0, read);
    }

    /// <summary>The number of bytes at the beginning that continue a character.</summary>
    private static int Continuation(ReadOnlySpan<byte> utf8)
    {
        var bytes = 0;
        while (bytes < Math.Min(MaxContinuation, utf8.Length) && (utf8[bytes] & 0xC0) == 0x80)
        {
            bytes++;
        }

        return bytes;
    }
}
