using System.Globalization;
using System.Numerics;
using System.Text;

namespace Butler.Core.LoadScripts;

/// <summary>
/// Converts whole numbers between base 16 and base 62, such as GUIDs to short names. The digits of base 62 are 0-9, then a-z, then A-Z, as
/// in Butler. Leading zeros are lost.
/// </summary>
public static class BaseConversion
{
    /// <summary>The maximum number of digits. Conversion takes time in proportion to the square of the length.</summary>
    public const int MaxDigits = 10_000;

    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>The number of digits that fit into 64 bits, and are converted together.</summary>
    private const int ChunkDigits = 10;

    private static readonly ulong Chunk = Power(ChunkDigits);

    /// <summary>Converts a number from base 62 to base 16 with lower-case letters.</summary>
    /// <exception cref="FormatException">The text is empty, too long, or has a character that is not a digit.</exception>
    public static string ToBase16(string base62)
    {
        Check(base62);
        var number = BigInteger.Zero;
        for (var at = 0; at < base62.Length; at += ChunkDigits)
        {
            var part = base62[at..Math.Min(at + ChunkDigits, base62.Length)];
            var value = 0UL;
            for (var i = 0; i < part.Length; i++)
            {
                var digit = Digits.IndexOf(part[i], StringComparison.Ordinal);
                value = (value * 62) + (digit >= 0 ? (ulong)digit : throw Foreign(base62, at + i, "base 62 (0-9, a-z, A-Z)"));
            }

            number = (number * Power(part.Length)) + value;
        }

        return number.IsZero ? "0" : number.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
    }

    /// <summary>Converts a number from base 16 to base 62. Upper-case letters and the hyphens of a GUID are accepted.</summary>
    /// <exception cref="FormatException">The text is empty, too long, or has a character that is not a digit.</exception>
    public static string ToBase62(string base16)
    {
        Check(base16);
        var digits = Guid.TryParseExact(base16, "D", out var guid) ? guid.ToString("N") : base16;
        for (var i = 0; i < digits.Length; i++)
        {
            if (!char.IsAsciiHexDigit(digits[i]))
            {
                throw Foreign(digits, i, "base 16 (0-9, a-f)");
            }
        }

        // The zero keeps the number positive.
        var number = BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var reversed = new StringBuilder();
        do
        {
            number = BigInteger.DivRem(number, Chunk, out var rest);
            var part = (ulong)rest;
            for (var i = 0; i < ChunkDigits; i++, part /= 62)
            {
                reversed.Append(Digits[(int)(part % 62)]);
            }
        }
        while (!number.IsZero);

        var text = reversed.ToString().TrimEnd('0');
        return text.Length == 0 ? "0" : string.Create(text.Length, text, static (span, from) =>
        {
            from.CopyTo(span);
            span.Reverse();
        });
    }

    private static ulong Power(int digits)
    {
        var power = 1UL;
        for (var i = 0; i < digits; i++)
        {
            power *= 62;
        }

        return power;
    }

    private static void Check(string text)
    {
        if (text.Length is 0 or > MaxDigits)
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"it has {text.Length} digits; expected 1 to {MaxDigits}"));
        }
    }

    private static FormatException Foreign(string text, int at, string what) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"character {at + 1}, \"{(Rune.TryGetRuneAt(text, at, out var rune) ? rune.ToString() : "?")}\", is not a digit of {what}"));
}
