using System.Buffers;
using System.Text.Unicode;

namespace Butler.Core.Smtp.Mime;

/// <summary>
/// Text as quoted-printable UTF-8 (RFC 2045 6.7): lines of at most 76 bytes, every line end as CRLF, no other control characters but the tab.
/// </summary>
internal static class QuotedPrintable
{
    private const int LongestLine = 76;

    /// <summary>Writes a text; all kinds of line ends in it are line ends.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = stackalloc byte[256];
        Span<byte> line = stackalloc byte[LongestLine];
        var length = 0;
        var afterReturn = false;
        while (text.Length > 0)
        {
            Utf8.FromUtf16(text, utf8, out var read, out var written, replaceInvalidSequences: true, isFinalBlock: true);
            text = text[read..];
            for (var i = 0; i < written; i++)
            {
                var b = utf8[i];
                if (b is (byte)'\r' or (byte)'\n')
                {
                    if (b == '\r' || !afterReturn)
                    {
                        EndLine(output, line, ref length);
                    }

                    afterReturn = b == '\r';
                    continue;
                }

                afterReturn = false;
                Add(output, line, ref length, b);
            }
        }

        EndLine(output, line, ref length);
    }

    private static void Add(IBufferWriter<byte> output, Span<byte> line, ref int length, byte b)
    {
        var literal = b is (>= 33 and <= 126 and not (byte)'=') or (byte)' ' or (byte)'\t';

        // A space that ends the line becomes three bytes, and a line that goes on ends with an equals sign.
        if (length + (literal ? 1 : 3) > LongestLine - 1)
        {
            line[length] = (byte)'=';
            output.Write(line[..(length + 1)]);
            output.Write("\r\n"u8);
            length = 0;
        }

        if (literal)
        {
            line[length++] = b;
        }
        else
        {
            Escape(line, ref length, b);
        }
    }

    private static void EndLine(IBufferWriter<byte> output, Span<byte> line, ref int length)
    {
        if (length > 0 && line[length - 1] is (byte)' ' or (byte)'\t')
        {
            var blank = line[--length];
            if (length + 3 > LongestLine)
            {
                line[length] = (byte)'=';
                output.Write(line[..(length + 1)]);
                output.Write("\r\n"u8);
                length = 0;
            }

            Escape(line, ref length, blank);
        }

        output.Write(line[..length]);
        output.Write("\r\n"u8);
        length = 0;
    }

    private static void Escape(Span<byte> line, ref int length, byte b)
    {
        const string digits = "0123456789ABCDEF";
        line[length++] = (byte)'=';
        line[length++] = (byte)digits[b >> 4];
        line[length++] = (byte)digits[b & 15];
    }
}
