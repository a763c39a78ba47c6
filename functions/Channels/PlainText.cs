using System.Text;

namespace Butler.Functions.Channels;

/// <summary>An alert in plain text: the terminal's, and the text part of a mail.</summary>
internal static class PlainText
{
    private const int LabelWidth = 15;
    private const int MostMembers = 50;

    /// <summary>Title, failing lines, facts, members, links where wanted, and notes, each on lines of their own.</summary>
    public static string Of(Alert alert, string? fault = null, bool withLinks = false)
    {
        var text = new StringBuilder(AlertText.Title(alert));
        foreach (var line in AlertText.Failing(alert))
        {
            text.Append("\n  | ").Append(AlertText.OneLine(line, 500));
        }

        foreach (var member in alert.Reason.Members.Take(MostMembers))
        {
            text.Append("\n  - ").Append(AlertText.Member(alert, member));
        }

        foreach (var (label, value) in AlertText.Facts(alert))
        {
            text.Append("\n  ").Append((label + ":").PadRight(LabelWidth)).Append(value.ReplaceLineEndings("\n" + new string(' ', LabelWidth + 2)));
        }

        if (alert.AcknowledgeUrl is { } acknowledge)
        {
            text.Append("\n  ").Append("Acknowledge:".PadRight(LabelWidth)).Append(acknowledge.AbsoluteUri);
        }

        foreach (var link in withLinks ? AlertLinks.Of(alert) : [])
        {
            text.Append("\n  ").Append((link.Text + ":").PadRight(LabelWidth)).Append(' ').Append(link.Url.AbsoluteUri);
        }

        foreach (var note in AlertText.Notes(alert, fault))
        {
            text.Append("\n  (").Append(note.TrimEnd('.')).Append(')');
        }

        return Printable(text.ToString());
    }

    /// <summary>Control characters could steer the terminal of whoever reads.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? '\uFFFD' : c));
}
