using System.Buffers;

namespace Butler.Core.Destinations.Smtp.Session;

/// <summary>The form that a mail takes after DATA (RFC 5321 4.5.2): every line end is CRLF, and a dot that starts a line is doubled.</summary>
internal static class DotStuffing
{
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    /// <summary>The mail's lines, without the dot that ends them all. Their last line is ended.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlySpan<byte> message)
    {
        var output = new ArrayBufferWriter<byte>(message.Length + (message.Length / 64) + 16);
        while (message.Length > 0)
        {
            var end = message.IndexOfAny(LineEnds);
            var line = end < 0 ? message : message[..end];
            if (line.StartsWith((byte)'.'))
            {
                output.Write("."u8);
            }

            output.Write(line);
            output.Write("\r\n"u8);
            message = end < 0 ? [] : message[(end + (message[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }

        return output.WrittenMemory;
    }
}
