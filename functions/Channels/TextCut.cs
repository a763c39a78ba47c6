using System.Globalization;
using System.Text;

namespace Butler.Functions.Channels;

/// <summary>Shortens texts to a number of bytes of UTF-8. No character is torn, and the text says what was left out.</summary>
internal static class TextCut
{
    /// <summary>Keeps the beginning.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mostBytes">How many bytes the result has at most.</param>
    public static string End(string text, int mostBytes) => End(text, mostBytes, out _);

    /// <summary>Keeps the beginning, and says whether anything was left out.</summary>
    public static string End(string text, int mostBytes, out bool wasCut)
    {
        wasCut = Encoding.UTF8.GetByteCount(text) > mostBytes;
        return wasCut ? text[..Fitting(text, mostBytes - 3)] + "…" : text;
    }

    /// <summary>Keeps a quarter at the beginning and the rest at the end, where a log tells why it failed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mostBytes">How many bytes the result has at most, 100 or more.</param>
    public static string Middle(string text, int mostBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= mostBytes)
        {
            return text;
        }

        var room = mostBytes - 60;
        var head = Fitting(text, room / 4);
        var tail = FittingFromEnd(text, room - (room / 4));
        var left = string.Create(CultureInfo.InvariantCulture, $"\n... {tail - head} characters are left out here ...\n");
        return text[..head] + left + text[tail..];
    }

    /// <summary>How many characters from the start fit.</summary>
    private static int Fitting(string text, int bytes)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return length;
    }

    /// <summary>Where what fits at the end begins.</summary>
    private static int FittingFromEnd(string text, int bytes)
    {
        var start = text.Length;
        while (start > 0)
        {
            Rune.DecodeLastFromUtf16(text.AsSpan(0, start), out var rune, out var consumed);
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
            {
                break;
            }

            start -= consumed;
        }

        return start;
    }
}
