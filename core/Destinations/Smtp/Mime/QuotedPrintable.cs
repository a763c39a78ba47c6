using System.Buffers;
using System.Text.Unicode;

namespace Butler.Core.Destinations.Smtp.Mime;

/// <summary>
/// Text as quoted-printable UTF-8 (RFC 2045 6.7): lines of at most 76 bytes, every line end as CRLF, no other control characters but the tab.
/// </summary>
internal static class QuotedPrintable
{
    private const int LongestLine = 76;

    /// <summary>What stands for itself; blanks do unless they end a line.</summary>
    private static readonly SearchValues<byte> Literals = SearchValues.Create([.. Enumerable.Range(33, 94).Select(b => (byte)b).Where(b => b != '='), (byte)' ', (byte)'\t']);

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
            for (ReadOnlySpan<byte> rest = utf8[..written]; rest.Length > 0;)
            {
                var literals = rest.IndexOfAnyExcept(Literals) is var end && end < 0 ? rest.Length : end;
                if (literals > 0)
                {
                    AddLiterals(output, line, ref length, rest[..literals]);
                    afterReturn = false;
                    rest = rest[literals..];
                    continue;
                }

                var b = rest[0];
                rest = rest[1..];
                if (b is not ((byte)'\r' or (byte)'\n'))
                {
                    Room(output, line, ref length, 3);
                    Escape(line, ref length, b);
                }
                else if (b == '\r' || !afterReturn)
                {
                    EndLine(output, line, ref length);
                }

                afterReturn = b == '\r';
            }
        }

        EndLine(output, line, ref length);
    }

    private static void AddLiterals(IBufferWriter<byte> output, Span<byte> line, ref int length, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            Room(output, line, ref length, 1);
            var fit = Math.Min(bytes.Length, LongestLine - 1 - length);
            bytes[..fit].CopyTo(line[length..]);
            length += fit;
            bytes = bytes[fit..];
        }
    }

    /// <summary>Goes on with the next line where this one has no room for that many bytes and the equals sign after them.</summary>
    private static void Room(IBufferWriter<byte> output, Span<byte> line, ref int length, int bytes)
    {
        if (length + bytes > LongestLine - 1)
        {
            line[length] = (byte)'=';
            output.Write(line[..(length + 1)]);
            output.Write("\r\n"u8);
            length = 0;
        }
    }

    private static void EndLine(IBufferWriter<byte> output, Span<byte> line, ref int length)
    {
        if (length > 0 && line[length - 1] is (byte)' ' or (byte)'\t')
        {
            var blank = line[--length];
            Room(output, line, ref length, 3);
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
