namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>Keeps the last bytes of a stream; memory grows with the content, up to the limit.</summary>
internal sealed class StreamEnd(int most)
{
    private byte[] kept = [];
    private long total;

    /// <summary>Reads a stream to its end.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            Add(buffer.AsSpan(0, read));
        }
    }

    /// <summary>The kept bytes, in order.</summary>
    public byte[] ToArray()
    {
        if (total <= most)
        {
            return kept[..(int)total];
        }

        var at = (int)(total % most);
        return [.. kept[at..], .. kept[..at]];
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        if (most <= 0)
        {
            return;
        }

        if (bytes.Length > most)
        {
            total += bytes.Length - most;
            bytes = bytes[^most..];
        }

        var needed = (int)Math.Min(most, total + bytes.Length);
        if (kept.Length < needed)
        {
            Array.Resize(ref kept, (int)Math.Min(most, Math.Max(needed, 2L * kept.Length)));
        }

        var at = (int)(total % most);
        var first = Math.Min(bytes.Length, most - at);
        if (kept.Length < at + first)
        {
            Array.Resize(ref kept, most);
        }

        bytes[..first].CopyTo(kept.AsSpan(at));
        bytes[first..].CopyTo(kept);
        total += bytes.Length;
    }
}
