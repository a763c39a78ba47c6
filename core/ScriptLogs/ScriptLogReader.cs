using System.Buffers;
using System.Text;
using Butler.Core.Events;
using Butler.Core.Secrets;
using Butler.Core.Text;

namespace Butler.Core.ScriptLogs;

/// <summary>Reads a script log once as a stream: its ends, its size and its errors, with limited memory.</summary>
public sealed class ScriptLogReader
{
    /// <summary>The maximum length of a line in an event: a log may hold a whole inline table in one line.</summary>
    public const int MaxShown = 2000;

    private readonly ScriptLogParts parts;
    private readonly Redaction redaction;
    private readonly LineRedaction secrets = new();
    private readonly List<string> head = [];
    private readonly Queue<string> tail = new();
    private readonly ErrorLines errors;
    private readonly LogText text;
    private readonly ArrayBufferWriter<byte> copied = new();
    private bool isCopied;
    private int lines;

    /// <summary>Creates a reader.</summary>
    /// <param name="parts">What is kept of the log.</param>
    /// <param name="encoding">Reads the bytes.</param>
    /// <param name="redaction">The operator's patterns of secrets.</param>
    public ScriptLogReader(ScriptLogParts parts, SenseEncoding encoding, Redaction redaction)
    {
        this.parts = parts;
        this.redaction = redaction;
        errors = new ErrorLines(parts.ErrorSigns);
        text = new LogText(encoding, Line);
    }

    /// <summary>Reads to the end. The log without its secrets is given to <paramref name="copy"/> too, as UTF-8.</summary>
    public async Task ReadAsync(
        Stream stream, Func<ReadOnlyMemory<byte>, CancellationToken, Task>? copy, CancellationToken cancellationToken)
    {
        isCopied = copy is not null;
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            text.Add(buffer.AsSpan(0, read));
            await CopyAsync(copy, cancellationToken);
        }

        text.End();
        await CopyAsync(copy, cancellationToken);
    }

    /// <summary>Returns the result.</summary>
    /// <param name="size">The size according to QRS.</param>
    public ScriptLog Result(long? size) => new(
        new ScriptLogInfo
        {
            Head = [.. head.Select(Show)],
            Tail = [.. tail.Select(Show)],
            Lines = lines,
            Characters = text.Characters,
            Size = size,
        },
        errors.Found(Show));

    private void Line(string line)
    {
        lines++;
        line = secrets.Clean(line);
        if (isCopied)
        {
            Encoding.UTF8.GetBytes(redaction.CleanOwn(line), copied);
            copied.Write("\r\n"u8);
        }

        if (head.Count < parts.Head)
        {
            head.Add(line);
        }

        tail.Enqueue(line);
        if (tail.Count > parts.Tail)
        {
            tail.Dequeue();
        }

        errors.Add(line);
    }

    /// <summary>A line for the event. It is shortened last, so that no part of a secret remains.</summary>
    private string Show(string line)
    {
        line = redaction.CleanOwn(line);
        return line.Length <= MaxShown ? line : TextCut.Beginning(line, MaxShown) + "...";
    }

    private async Task CopyAsync(Func<ReadOnlyMemory<byte>, CancellationToken, Task>? copy, CancellationToken cancellationToken)
    {
        if (copy is not null && copied.WrittenCount > 0)
        {
            await copy(copied.WrittenMemory, cancellationToken);
            copied.ResetWrittenCount();
        }
    }
}
