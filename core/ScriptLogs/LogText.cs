using System.Text;
using Butler.Core.Text;

namespace Butler.Core.ScriptLogs;

/// <summary>Converts the stream of a log's bytes to lines. The memory for a line is limited.</summary>
/// <param name="encoding">Reads the bytes.</param>
/// <param name="line">Receives each line.</param>
internal sealed class LogText(SenseEncoding encoding, Action<string> line)
{
    /// <summary>
    /// The maximum length of a line. It is much longer than in an event, because secrets are searched in the line before it is shortened.
    /// </summary>
    public const int MaxInLine = 64 * 1024;

    /// <summary>A line is split at a blank within this distance, because a part of a token may not be recognized.</summary>
    private const int MaxWord = 4096;

    /// <summary>The number of bytes for detecting the encoding: Sense's first lines are in the language of its server.</summary>
    private const int SniffBytes = 4096;

    private readonly StringBuilder rest = new();
    private readonly char[] chars = new char[8 * 1024];
    private readonly byte[] start = new byte[SniffBytes];
    private Decoder? decoder;
    private int sniffed;
    private bool isCut;
    private bool afterReturn;
    private bool inLine;

    /// <summary>The number of characters, including line ends.</summary>
    public long Characters { get; private set; }

    /// <summary>Reads the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (decoder is null)
        {
            var taken = Math.Min(bytes.Length, SniffBytes - sniffed);
            bytes[..taken].CopyTo(start.AsSpan(sniffed));
            sniffed += taken;
            bytes = bytes[taken..];
            if (sniffed < SniffBytes)
            {
                return;
            }

            Begin();
        }

        Decode(bytes, flush: false);
    }

    /// <summary>The log ends here.</summary>
    public void End()
    {
        if (decoder is null)
        {
            Begin();
        }

        Decode([], flush: true);
        if (inLine)
        {
            EndLine();
        }
    }

    private void Begin()
    {
        decoder = encoding.NewDecoder(start.AsSpan(0, sniffed), out var mark);
        Decode(start.AsSpan(mark, sniffed - mark), flush: false);
    }

    private void Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        bool completed;
        do
        {
            decoder!.Convert(bytes, chars, flush, out var bytesUsed, out var charsUsed, out completed);
            bytes = bytes[bytesUsed..];
            Split(chars.AsSpan(0, charsUsed));
        }
        while (!completed);
    }

    private void Split(ReadOnlySpan<char> text)
    {
        Characters += text.Length;
        while (!text.IsEmpty)
        {
            if (afterReturn && text[0] == '\n')
            {
                text = text[1..];
                afterReturn = false;
                continue;
            }

            afterReturn = false;
            var end = text.IndexOfAny('\r', '\n');
            Keep(end < 0 ? text : text[..end]);
            if (end < 0)
            {
                inLine = true;
                return;
            }

            afterReturn = text[end] == '\r';
            EndLine();
            text = text[(end + 1)..];
        }
    }

    private void Keep(ReadOnlySpan<char> part)
    {
        var room = MaxInLine - rest.Length;
        isCut |= part.Length > room;
        rest.Append(part.Length > room ? part[..room] : part);
    }

    private void CutWord()
    {
        for (var at = rest.Length; at > Math.Max(0, rest.Length - MaxWord); at--)
        {
            if (rest[at - 1] == ' ')
            {
                rest.Length = at;
                return;
            }
        }
    }

    private void EndLine()
    {
        if (isCut)
        {
            CutWord();
            rest.Append("...");
        }

        line(rest.ToString());
        rest.Clear();
        (isCut, inLine) = (false, false);
    }
}
