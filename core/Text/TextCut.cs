using System.Globalization;
using System.Text;

namespace Butler.Core.Text;

/// <summary>Shortens texts to a number of characters (of UTF-16) or of bytes (of UTF-8). Surrogate pairs are never split.</summary>
public static class TextCut
{
    /// <summary>The beginning of a text, without a sign that it was cut.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">The maximum length of the result in characters.</param>
    public static string Beginning(string text, int most) => text.Length <= most
        ? text
        : text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : Math.Max(0, most))];

    /// <summary>The beginning of a text, with an ellipsis where it was cut.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">The maximum length of the result in characters, including the ellipsis.</param>
    public static string ToLength(string text, int most) => text.Length <= most ? text : Beginning(text, most - 1) + "…";

    /// <summary>The beginning of a text, with an ellipsis where it was cut.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mostBytes">The maximum length of the result in bytes, including the ellipsis; 3 or more.</param>
    public static string ToBytes(string text, int mostBytes) => ToBytes(text, mostBytes, out _);

    /// <summary>The beginning of a text, with an ellipsis where it was cut.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mostBytes">The maximum length of the result in bytes, including the ellipsis; 3 or more.</param>
    /// <param name="wasCut">Whether anything was left out.</param>
    public static string ToBytes(string text, int mostBytes, out bool wasCut)
    {
        wasCut = Encoding.UTF8.GetByteCount(text) > mostBytes;
        return wasCut ? text[..Fitting(text, mostBytes - 3)] + "…" : text;
    }

    /// <summary>
    /// Keeps a quarter from the beginning and the rest from the end, where a log reports its failure. The text says how much is left out.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="mostBytes">The maximum length of the result in bytes; 100 or more.</param>
    public static string MiddleToBytes(string text, int mostBytes)
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

    /// <summary>The number of characters at the start that fit.</summary>
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

    /// <summary>The start of the longest end that fits.</summary>
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
