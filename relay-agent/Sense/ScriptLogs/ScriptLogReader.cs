using Butler.Core.Events;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Sense.Enrichment;

namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>Reads a script log as it comes, once: its ends, its size and its errors, in bounded memory however large it is.</summary>
internal sealed class ScriptLogReader
{
    private readonly RelayOptions.ScriptLogSection options;
    private readonly List<string> head = [];
    private readonly Queue<string> tail = new();
    private readonly ErrorLines errors;
    private readonly LogText text;
    private int lines;

    /// <summary>Nothing is read yet.</summary>
    public ScriptLogReader(RelayOptions.ScriptLogSection options, SenseEncoding encoding)
    {
        this.options = options;
        errors = new ErrorLines(options.ErrorSigns);
        text = new LogText(encoding, Line);
    }

    /// <summary>Reads to the end; what was read is given to <paramref name="copy"/> too.</summary>
    public async Task ReadAsync(Stream stream, Func<ReadOnlyMemory<byte>, CancellationToken, Task>? copy, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            text.Add(buffer.AsSpan(0, read));
            if (copy is not null)
            {
                await copy(buffer.AsMemory(0, read), cancellationToken);
            }
        }

        text.End();
    }

    /// <summary>What was found.</summary>
    /// <param name="size">The size that QRS says it has.</param>
    /// <param name="redaction">Takes secrets out.</param>
    public ScriptLog Result(long? size, Redaction redaction) => new(
        new ScriptLogInfo
        {
            Head = [.. head.Select(redaction.Clean)],
            Tail = [.. tail.Select(redaction.Clean)],
            Lines = lines,
            Characters = text.Characters,
            Size = size,
        },
        errors.Found(redaction.Clean));

    private void Line(string line)
    {
        lines++;
        if (head.Count < options.Head)
        {
            head.Add(line);
        }

        tail.Enqueue(line);
        if (tail.Count > options.Tail)
        {
            tail.Dequeue();
        }

        errors.Add(line);
    }
}
