using System.Text.RegularExpressions;

namespace Butler.Core.ScriptLogs;

/// <summary>
/// Finds the lines with the cause of a failed reload: Qlik's own error messages with the lines around them. If there are too many, the
/// first and the last are kept: the first error is often the cause of all others, and the last one ended the script.
/// </summary>
/// <param name="own">The operator's own signs.</param>
internal sealed class ErrorLines(IReadOnlyList<Regex> own)
{
    /// <summary>The maximum number of lines and characters.</summary>
    public const int MaxLines = 20;
    public const int MaxCharacters = 4096;

    private const int MaxFirst = 12;
    private const int MaxLast = MaxLines - MaxFirst - 1;
    private const int Before = 1;
    private const int After = 3;
    private const string Gap = "...";

    private readonly ErrorSigns signs = new(own);
    private readonly List<(long Number, string Line)> first = [];
    private readonly Queue<(long Number, string Line)> last = new();
    private readonly Queue<(long Number, string Line)> before = new();
    private long number;
    private int after;
    private bool any;

    /// <summary>Reads the log's next line.</summary>
    public void Add(string line)
    {
        number++;
        if (signs.IsIn(line))
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

    /// <summary>The found lines, cleaned and within the limits; null when there are none.</summary>
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
            if (previous > 0 && at != previous + 1 && lines.Count < MaxLines)
            {
                lines.Add(Gap);
            }

            previous = at;
            var text = clean(line);
            if (lines.Count >= MaxLines || characters + text.Length > MaxCharacters)
            {
                break;
            }

            lines.Add(text);
            characters += text.Length;
        }

        return lines;
    }

    private void Take((long Number, string Line) found)
    {
        if (first.Count < MaxFirst)
        {
            first.Add(found);
            return;
        }

        last.Enqueue(found);
        if (last.Count > MaxLast)
        {
            last.Dequeue();
        }
    }
}
