using System.Text;
using Butler.Core.Text;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels;

/// <summary>Renders an alert as plain text, for the terminal and the text part of a mail.</summary>
internal static class PlainText
{
    private const int NarrowestLabel = 12;
    private const int MaxMembers = 50;
    private const int MaxLog = 25;

    /// <summary>Title, failing lines, members, facts and notes, each on lines of their own.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="fault">The fault of a template that this text replaces.</param>
    /// <param name="isMail">Whether to include links and the end of the log.</param>
    public static string Of(Alert alert, string? fault = null, bool isMail = false)
    {
        var text = new StringBuilder(AlertText.Title(alert));
        foreach (var line in AlertText.Failing(alert))
        {
            text.Append("\n  | ").Append(AlertText.OneLine(line, 500));
        }

        foreach (var member in (alert.Reason.Members ?? []).Take(MaxMembers))
        {
            text.Append("\n  - ").Append(AlertText.Member(alert, member));
        }

        List<(string Label, string Value)> rows = [.. AlertFacts.Of(alert)];
        if (alert.AcknowledgeUrl is { } acknowledge)
        {
            rows.Add(("Acknowledge", acknowledge.AbsoluteUri));
        }

        rows.AddRange(isMail ? AlertLinks.Of(alert).Select(link => (link.Text, link.Url.AbsoluteUri)) : []);
        var width = Math.Max(NarrowestLabel, rows.Select(row => row.Label.Length + 2).DefaultIfEmpty().Max());
        foreach (var (label, value) in rows)
        {
            text.Append("\n  ").Append((label + ":").PadRight(width)).Append(value.ReplaceLineEndings("\n" + new string(' ', width + 2)));
        }

        if (isMail && alert.Reason is { IsMany: false, Kind: not AlertKind.Resolved }
            && EventData.ScriptLog(alert.Event, alert.Task)?.Tail is { Count: > 0 } tail)
        {
            var shown = tail.TakeLast(Math.Min(MaxLog, alert.Options.ScriptLog?.Tail ?? MaxLog));
            text.Append("\n\n  The last lines of the script log:")
                .Append(string.Concat(shown.Select(l => "\n  | " + TextCut.ToLength(l, 300)))).Append('\n');
        }

        foreach (var note in AlertText.Notes(alert, fault))
        {
            text.Append("\n  (").Append(note.TrimEnd('.')).Append(')');
        }

        return Printable(text.ToString());
    }

    /// <summary>Removes control characters, which could control the reader's terminal; a tab becomes a space.</summary>
    public static string Printable(string text) => string.Concat(
        text.Where(c => !VisibleText.TurnsDirection(c)).Select(c => c == '\t' ? ' ' : char.IsControl(c) && c != '\n' ? '\uFFFD' : c));
}
