using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Butler.Core.Configuration;

/// <summary>
/// Decodes a text file that people edit: UTF-8, or UTF-16 and UTF-32 with a byte order mark. Any other encoding is a fault, not damaged
/// text.
/// </summary>
public static class FileText
{
    private const string HowToSave = "save the file as UTF-8 (Notepad: File, Save as, Encoding: UTF-8)";

    /// <summary>The text of a file, without its byte order mark.</summary>
    /// <param name="file">The file's name, for the message.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="ConfigurationException">
    /// The bytes are not valid in the file's encoding; the fault has the line of the first one.
    /// </exception>
    public static string Decode(string file, ReadOnlySpan<byte> content)
    {
        if (MarkedEncoding(content) is var (encoding, length, name))
        {
            return DecodeMarked(file, content[length..], encoding, name);
        }

        var bytes = content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;
        var text = new char[bytes.Length];
        var status = Utf8.ToUtf16(bytes, text, out var read, out var written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
        {
            throw Fault(file, text.AsSpan(0, written), string.Create(
                CultureInfo.InvariantCulture,
                $"is not UTF-8: the byte {bytes[read]:X2} is invalid here, so the file has another encoding, such as ANSI; {HowToSave}"));
        }

        return text.AsSpan(0, written).IndexOf('\0') is var zero and >= 0
            ? throw Fault(
                file, text.AsSpan(0, zero),
                $"holds a zero byte: the file is UTF-16 without a byte order mark, or not a text file; {HowToSave}")
            : new string(text, 0, written);
    }

    private static (Encoding Encoding, int Length, string Name)? MarkedEncoding(ReadOnlySpan<byte> content) => content switch
    {
        [0xFF, 0xFE, 0, 0, ..] => (new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true), 4, "UTF-32"),
        [0, 0, 0xFE, 0xFF, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true), 4, "UTF-32"),
        [0xFF, 0xFE, ..] => (new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true), 2, "UTF-16"),
        [0xFE, 0xFF, ..] => (new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true), 2, "UTF-16"),
        _ => null,
    };

    private static string DecodeMarked(string file, ReadOnlySpan<byte> content, Encoding encoding, string name)
    {
        try
        {
            return encoding.GetString(content);
        }
        catch (DecoderFallbackException e)
        {
            var lenient = (Encoding)encoding.Clone();
            lenient.DecoderFallback = DecoderFallback.ReplacementFallback;
            var before = lenient.GetString(content[..Math.Clamp(e.Index, 0, content.Length)]);
            throw Fault(file, before, $"is damaged: it begins as {name} and holds bytes that are invalid in it; {HowToSave}");
        }
    }

    private static ConfigurationException Fault(string file, ReadOnlySpan<char> before, string message)
    {
        var breaks = before.Count('\n') + before.Count('\r') - before.Count("\r\n");
        return new ConfigurationException([new ConfigurationFault(file, breaks + 1, "", message)]);
    }
}
