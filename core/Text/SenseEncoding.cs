using System.Text;
using System.Text.Unicode;

namespace Butler.Core.Text;

/// <summary>
/// Reads text from Sense in any encoding: UTF-16 by its byte order mark or its byte pattern, or else UTF-8, with invalid bytes read in a
/// code page. A log appender without an encoding uses the code page of its machine.
/// </summary>
/// <param name="codePage">The code page; null: this machine's ANSI code page, or Windows-1252 if it has none.</param>
public sealed class SenseEncoding(Encoding? codePage = null)
{
    /// <summary>The code page of western Windows machines.</summary>
    private const int Windows1252 = 1252;

    /// <summary>The number of bytes that are checked for UTF-16.</summary>
    private const int LookAt = 64;

    /// <summary>A datagram of at least this size may be truncated within a character.</summary>
    private const int MayBeCut = 65_507;

    private readonly Encoding codePage = codePage
        ?? CodePagesEncodingProvider.Instance.GetEncoding(0) // 0 is the machine's; there is none on Linux, nor where it is UTF-8
        ?? CodePagesEncodingProvider.Instance.GetEncoding(Windows1252)!;

    /// <summary>The bytes as text, without a byte order mark.</summary>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf16(bytes, out var mark) is { } utf16)
        {
            return utf16.GetString(bytes[mark..]);
        }

        bytes = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;
        return Utf8.IsValid(bytes) || (bytes.Length >= MayBeCut - 3 && Utf8.IsValid(bytes[..^CutAtEnd(bytes)]))
            ? Encoding.UTF8.GetString(bytes)
            : codePage.GetString(bytes);
    }

    /// <summary>A decoder for a long text.</summary>
    /// <param name="start">The first bytes.</param>
    /// <param name="mark">The length of the byte order mark.</param>
    public Decoder NewDecoder(ReadOnlySpan<byte> start, out int mark)
    {
        if (Utf16(start, out mark) is { } utf16)
        {
            return utf16.GetDecoder();
        }

        mark = start.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        if (!codePage.IsSingleByte && mark == 0 && !Utf8.IsValid(start[..^CutAtEnd(start)]))
        {
            return codePage.GetDecoder();
        }

        // UTF-8, with single invalid bytes in the code page: a log repeats texts of drivers in other encodings.
        return Encoding.GetEncoding(Encoding.UTF8.CodePage, EncoderFallback.ReplacementFallback, new CodePageFallback(codePage))
            .GetDecoder();
    }

    /// <summary>Detects UTF-16 by its byte order mark, or by the pattern of western text: most of every second byte are zero.</summary>
    private static Encoding? Utf16(ReadOnlySpan<byte> bytes, out int mark)
    {
        mark = bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? 2 : 0;
        if (mark > 0)
        {
            return bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
        }

        var pairs = Math.Min(bytes.Length, LookAt) / 2;
        var (first, second) = (0, 0);
        for (var pair = 0; pair < pairs; pair++)
        {
            first += bytes[2 * pair] == 0 ? 1 : 0;
            second += bytes[(2 * pair) + 1] == 0 ? 1 : 0;
        }

        return pairs < 2 ? null
            : first == 0 && second * 5 >= pairs * 3 ? Encoding.Unicode
            : second == 0 && first * 5 >= pairs * 3 ? Encoding.BigEndianUnicode
            : null;
    }

    /// <summary>The number of bytes of an incomplete character at the end.</summary>
    private static int CutAtEnd(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            if ((bytes[^back] & 0xC0) != 0x80)
            {
                return back;
            }
        }

        return 0;
    }

    private sealed class CodePageFallback(Encoding codePage) : DecoderFallback
    {
        /// <summary>The maximum number of consecutive invalid bytes, each a character.</summary>
        public override int MaxCharCount => 4;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(codePage);

        private sealed class Buffer(Encoding codePage) : DecoderFallbackBuffer
        {
            private string text = "";
            private int next;

            public override int Remaining => text.Length - next;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                (text, next) = (codePage.GetString(bytesUnknown), 0);
                return text.Length > 0;
            }

            public override char GetNextChar() => next < text.Length ? text[next++] : '\0';

            public override bool MovePrevious()
            {
                if (next == 0)
                {
                    return false;
                }

                next--;
                return true;
            }

            public override void Reset() => (text, next) = ("", 0);
        }
    }
}
