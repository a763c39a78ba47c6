using Butler.Core.Events;
using Butler.Core.Text;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels;

/// <summary>
/// Shortens an alert that is too large for its destination: first the log, then the scheduler's notes, then all long texts. A log is
/// shortened where it matters least: its head at the end, its tail at the beginning.
/// </summary>
internal static class ShorterAlerts
{
    /// <summary>The number of characters to keep of each end of the log, of the notes, and of other texts.</summary>
    private static readonly (int Log, int Details, int Text)[] Steps =
        [(2700, 2700, 2000), (1200, 1200, 1000), (400, 400, 300), (0, 0, 100)];

    /// <summary>Returns the alert itself, and then ever shorter versions.</summary>
    public static IEnumerable<Alert> Of(Alert alert)
    {
        yield return alert;
        if (alert.Task is { } task)
        {
            foreach (var (log, details, text) in Steps)
            {
                yield return alert with { Task = Shorten(task, log, details, text) };
            }
        }
    }

    private static TaskEventData Shorten(TaskEventData task, int log, int details, int text)
    {
        var cut = new List<string>(task.Cut ?? []);
        void Note(bool isCut, string what)
        {
            if (isCut && !cut.Contains(what))
            {
                cut.Add(what);
            }
        }

        var scriptLog = task.ScriptLog is { } ends
            ? ends with { Head = First(ends.Head ?? [], log), Tail = Last(ends.Tail ?? [], log) }
            : null;
        Note(scriptLog is not null
            && (scriptLog.Head.Count < task.ScriptLog!.Head?.Count || scriptLog.Tail.Count < task.ScriptLog.Tail?.Count), "script log");

        var execution = task.Execution is { Details: { } notes } result
            ? result with { Details = LastNotes(notes, details) }
            : task.Execution;
        Note(execution?.Details?.Count < task.Execution?.Details?.Count, "execution details");

        var errorLines = task.ErrorLines is { } lines
            ? First([.. lines.Select(l => TextCut.ToLength(l, text))], Math.Max(text, 1000))
            : null;
        Note(errorLines is not null && !errorLines.SequenceEqual(task.ErrorLines!), "error lines");

        return task with
        {
            ScriptLog = scriptLog,
            Execution = execution,
            ErrorLines = errorLines,
            LogMessage = Cut(task.LogMessage, text),
            Raw = Cut(task.Raw, text),
            App = task.App is { } app ? app with { Description = Cut(app.Description, text) } : null,
            Cut = cut.Count > 0 ? cut : null,
        };
    }

    private static string? Cut(string? text, int most) => text is null ? null : TextCut.ToLength(text, most);

    private static IReadOnlyList<string> First(IReadOnlyList<string> lines, int most)
    {
        var room = most;
        return [.. lines.TakeWhile(l => (room -= l.Length + 1) >= 0)];
    }

    private static IReadOnlyList<string> Last(IReadOnlyList<string> lines, int most)
    {
        var room = most;
        return [.. lines.Reverse().TakeWhile(l => (room -= l.Length + 1) >= 0).Reverse()];
    }

    private static IReadOnlyList<ExecutionDetail> LastNotes(IReadOnlyList<ExecutionDetail> notes, int most)
    {
        var room = most;
        return [.. notes.Reverse().TakeWhile(n => (room -= (n.Message?.Length ?? 0) + 30) >= 0).Reverse()];
    }
}
