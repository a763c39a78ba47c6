using System.Text;

namespace Butler.Functions.Channels;

/// <summary>Plain text for a terminal.</summary>
internal sealed class ConsoleChannel : IChannel
{
    public ChannelMessage Render(Alert alert)
    {
        var text = new StringBuilder(AlertText.Title(alert));
        foreach (var (label, value) in AlertText.Facts(alert))
        {
            text.Append("\n  ").Append((label + ":").PadRight(12)).Append(value.ReplaceLineEndings("\n" + new string(' ', 14)));
        }

        foreach (var note in AlertText.Notes(alert))
        {
            text.Append("\n  (").Append(note.TrimEnd('.')).Append(')');
        }

        return new ChannelMessage.Terminal(Printable(text.ToString()));
    }

    /// <summary>Control characters could steer the terminal of whoever watches.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? '\uFFFD' : c));
}
