using System.Buffers;

namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>
/// Finds the lines that say why a reload failed: Qlik's own error messages with the few lines around them. Where there are too
/// many, the first and the last stay: the first error is often the cause of all others, the last is what ended the script.
/// </summary>
internal sealed class ErrorLines
{
    /// <summary>The most lines, and the most characters in all.</summary>
    public const int MostLines = 20;
    public const int MostCharacters = 4096;

    private const int MostFirst = 12;
    private const int MostLast = MostLines - MostFirst - 1;
    private const int Before = 1;
    private const int After = 3;
    private const string Gap = "...";

    private static readonly SearchValues<string> Signs = SearchValues.Create(
        [
            "Error:", "script error", "error occurred", "Execution Failed", "Execution aborted", "Execution was aborted", "Reload failed",
            "Syntax error", "Connector error", "connection failed", "connect failed", "ErrorMsg", "ErrorSource", "ErrorCode", "SqlState",
            "QVX_", "Cannot open file", "Cannot read", "Cannot find", "File not found", "Access denied", "Access is denied",
            "Unknown statement", "Unexpected token", "Invalid expression", "Out of memory", "Out of object memory", "Timeout expired",
        ],
        StringComparison.OrdinalIgnoreCase);

    private readonly List<(long Number, string Line)> first = [];
    private readonly Queue<(long Number, string Line)> last = new();
    private readonly Queue<(long Number, string Line)> before = new();
    private long number;
    private int after;
    private bool any;

    /// <summary>Takes the log's next line.</summary>
    public void Add(string line)
    {
        number++;
        if (!IsStatement(line) && line.AsSpan().ContainsAny(Signs))
        {
            any = true;
            while (before.TryDequeue(out var earlier))
            {
                Take(earlier);
            }

            Take((number, line));
            after = After;
        }
        else if (after > 0)
        {
            after--;
            Take((number, line));
        }
        else
        {
            before.Enqueue((number, line));
            if (before.Count > Before)
            {
                before.Dequeue();
            }
        }
    }

    /// <summary>What was found, cleaned, within the bounds; null when nothing was.</summary>
    public IReadOnlyList<string>? Found(Func<string, string> clean)
    {
        if (!any)
        {
            return null;
        }

        var lines = new List<string>();
        var characters = 0;
        long previous = 0;
        foreach (var (at, line) in first.Concat(last))
        {
            if (previous > 0 && at != previous + 1 && lines.Count < MostLines)
            {
                lines.Add(Gap);
            }

            previous = at;
            var text = clean(line);
            if (lines.Count >= MostLines || characters + text.Length > MostCharacters)
            {
                break;
            }

            lines.Add(text);
            characters += text.Length;
        }

        return lines;
    }

    /// <summary>
    /// Whether a line is a statement of the script that the log repeats: after the time it has a line number of four digits or more,
    /// where messages have blanks. A script may speak of errors without having one.
    /// </summary>
    private static bool IsStatement(string line)
    {
        var at = line.IndexOf(' ', StringComparison.Ordinal);
        if (at > 0 && at + 1 < line.Length && line.AsSpan(0, at).Contains('-') && char.IsAsciiDigit(line[at + 1]) && line.AsSpan(at + 1).IndexOf(':') == 2)
        {
            at = line.IndexOf(' ', at + 1); // date and time stand apart
        }

        var rest = at < 0 ? default : line.AsSpan(at + 1);
        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        return digits >= 4 && rest[digits] == ' ' && char.IsAsciiDigit(line[0]);
    }

    private void Take((long Number, string Line) found)
    {
        if (first.Count < MostFirst)
        {
            first.Add(found);
            return;
        }

        last.Enqueue(found);
        if (last.Count > MostLast)
        {
            last.Dequeue();
        }
    }
}
