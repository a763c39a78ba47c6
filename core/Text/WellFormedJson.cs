using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Butler.Core.Text;

/// <summary>
/// Makes JSON from other systems safe to read. JSON allows half of a surrogate pair (<c>"\ud800"</c>, RFC 8259 §8.2), and
/// System.Text.Json finds invalid UTF-8 only when it reads a string. Both then throw <see cref="InvalidOperationException"/>, far from
/// the place where the text was received.
/// </summary>
public static class WellFormedJson
{
    private static readonly byte[] Replacement = @"\ufffd"u8.ToArray();

    /// <summary>The same JSON; half surrogate pairs and bytes that are not UTF-8 are replaced by U+FFFD.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        var bytes = json;
        if (!System.Text.Unicode.Utf8.IsValid(bytes.Span))
        {
            bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes.Span));
        }

        return HasSurrogateEscape(bytes.Span) ? Replaced(bytes.Span) : bytes;
    }

    /// <summary>The same element; half surrogate pairs and bytes that are not UTF-8 are replaced by U+FFFD.</summary>
    public static JsonElement Of(JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        if (System.Text.Unicode.Utf8.IsValid(raw) && !HasSurrogateEscape(raw))
        {
            return element;
        }

        return JsonElement.Parse(Of(raw.ToArray()).Span);
    }

    private static bool HasSurrogateEscape(ReadOnlySpan<byte> json)
    {
        for (var at = json.IndexOf((byte)'\\'); at >= 0 && at + 5 < json.Length;)
        {
            if (Escaped(json, at) is >= 0xD800 and <= 0xDFFF)
            {
                return true;
            }

            var next = json[(at + 2)..].IndexOf((byte)'\\');
            at = next < 0 ? -1 : at + 2 + next;
        }

        return false;
    }

    private static byte[] Replaced(ReadOnlySpan<byte> json)
    {
        var result = new ArrayBufferWriter<byte>(json.Length);
        for (var at = 0; at < json.Length;)
        {
            var next = json[at..].IndexOf((byte)'\\');
            if (next < 0)
            {
                result.Write(json[at..]);
                break;
            }

            result.Write(json.Slice(at, next));
            at += next;
            var (length, isGood) = Sequence(json, at);
            result.Write(isGood ? json.Slice(at, length) : Replacement);
            at += length;
        }

        return result.WrittenSpan.ToArray();
    }

    /// <summary>The length of the escape sequence at the start (a surrogate pair is one sequence), and whether it is valid text.</summary>
    private static (int Length, bool IsGood) Sequence(ReadOnlySpan<byte> json, int at) => Escaped(json, at) switch
    {
        null => (Math.Min(2, json.Length - at), true),
        >= 0xD800 and <= 0xDBFF when Escaped(json, at + 6) is >= 0xDC00 and <= 0xDFFF => (12, true),
        >= 0xD800 and <= 0xDFFF => (6, false),
        _ => (6, true),
    };

    /// <summary>The UTF-16 unit of a <c>\uXXXX</c> at the position; null if the text there is not such an escape.</summary>
    private static int? Escaped(ReadOnlySpan<byte> json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && int.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? unit
            : null;
}
