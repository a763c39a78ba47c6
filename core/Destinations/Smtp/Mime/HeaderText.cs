using System.Text;

namespace Butler.Core.Destinations.Smtp.Mime;

/// <summary>
/// Text in headers (RFC 5322, RFC 2047): as it is where it is plain ASCII, in encoded words else, folded either way. A control character
/// becomes a space, so that no text can start a header of its own.
/// </summary>
internal static class HeaderText
{
    /// <summary>Where lines are folded; the limit that no line may pass is 998.</summary>
    private const int Fold = 76;

    /// <summary>What stands around the base64 of an encoded word.</summary>
    private const int Around = 12;

    /// <summary>Four characters for three bytes: 60 for 45, and what stands around them; an encoded word may have 75.</summary>
    private const int BytesPerWord = 45;

    /// <summary>Appends a header whose value is a text.</summary>
    public static void Unstructured(StringBuilder headers, string name, string text)
    {
        headers.Append(name).Append(':');
        var column = name.Length + 1;
        Append(headers, Clean(text), ref column);
        headers.Append("\r\n");
    }

    /// <summary>Appends a header whose value is an address.</summary>
    public static void Address(StringBuilder headers, string name, Mailbox mailbox)
    {
        headers.Append(name).Append(':');
        var column = name.Length + 1;
        var display = Clean(mailbox.Name);
        if (display.Length == 0)
        {
            headers.Append(' ').Append(mailbox.Address).Append("\r\n");
            return;
        }

        var quoted = $"\"{display.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        if (IsPlain(display) && quoted.Length < Fold - column)
        {
            headers.Append(' ').Append(quoted);
            column += quoted.Length + 1;
        }
        else
        {
            Encoded(headers, display, ref column);
        }

        headers.Append(column + mailbox.Address.Length + 3 > Fold ? "\r\n " : " ").Append('<').Append(mailbox.Address).Append(">\r\n");
    }

    private static void Append(StringBuilder headers, string text, ref int column)
    {
        if (!IsPlain(text))
        {
            Encoded(headers, text, ref column);
            return;
        }

        foreach (var word in text.Split(' '))
        {
            Break(headers, word.Length, ref column);
            headers.Append(word);
        }
    }

    /// <summary>Whether a text means itself in a header and can be folded between its words.</summary>
    private static bool IsPlain(string text) =>
        text.All(c => c is >= ' ' and <= '~')
        && !text.Contains("=?", StringComparison.Ordinal)
        && (text.Length == 0 || text.Split(' ').All(word => word.Length is > 0 and <= 60));

    private static void Encoded(StringBuilder headers, string text, ref int column)
    {
        Span<byte> bytes = stackalloc byte[BytesPerWord];
        Span<byte> next = stackalloc byte[4];
        var (length, room) = (0, Room(headers, ref column));
        foreach (var rune in text.EnumerateRunes())
        {
            var size = rune.EncodeToUtf8(next);
            if (length + size > room)
            {
                Word(headers, bytes[..length], ref column);
                (length, room) = (0, Room(headers, ref column));
            }

            next[..size].CopyTo(bytes[length..]);
            length += size;
        }

        Word(headers, bytes[..length], ref column);
    }

    /// <summary>How many bytes an encoded word may hold on this line; where that is next to nothing, on the next.</summary>
    private static int Room(StringBuilder headers, ref int column)
    {
        var room = (Fold - column - 1 - Around) / 4 * 3;
        if (room >= 9)
        {
            return Math.Min(room, BytesPerWord);
        }

        headers.Append("\r\n");
        column = 0;
        return BytesPerWord;
    }

    private static void Word(StringBuilder headers, ReadOnlySpan<byte> bytes, ref int column)
    {
        var word = $" =?utf-8?B?{Convert.ToBase64String(bytes)}?=";
        headers.Append(word);
        column += word.Length;
    }

    private static void Break(StringBuilder headers, int length, ref int column)
    {
        if (column + length + 1 > Fold)
        {
            headers.Append("\r\n");
            column = 0;
        }

        headers.Append(' ');
        column += length + 1;
    }

    private static string Clean(string text) => string.Create(text.Length, text, static (clean, text) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            clean[i] = char.IsControl(text[i]) || text[i] is '\u2028' or '\u2029' ? ' ' : text[i];
        }
    }).Trim();
}
