using System.Globalization;
using Butler.Core.Text;

namespace Butler.Core.Destinations.Smtp;

/// <summary>A server's reply (RFC 5321 4.2).</summary>
/// <param name="Code">Three digits; 200 to 599.</param>
/// <param name="Lines">The text of each line, an enhanced status code (RFC 3463) included.</param>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    private const int MaxShown = 300;

    /// <summary>Parses the text that the server sent since the last command.</summary>
    /// <returns>The reply; null when the last line is missing or the text is not a reply.</returns>
    public static SmtpReply? Of(string received)
    {
        if (!received.EndsWith('\n'))
        {
            return null;
        }

        var lines = received[..^1].Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        return lines.All(IsOfReply) && !IsContinued(lines[^1])
            ? new SmtpReply(CodeOf(lines[^1]), [.. lines.Select(line => line.Length > 4 ? line[4..] : "")])
            : null;
    }

    /// <summary>Code and text on one line, shortened.</summary>
    public override string ToString() => Shown(string.Create(CultureInfo.InvariantCulture, $"{Code} {string.Join(' ', Lines)}"));

    /// <summary>A server's text for use in a reason: on one line, shortened, without control characters.</summary>
    public static string Shown(string text)
    {
        var clean = string.Concat(text.Take(MaxShown + 1).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return TextCut.ToLength(clean, MaxShown);
    }

    private static bool IsOfReply(string line) =>
        line.Length >= 3 && CodeOf(line) is >= 200 and <= 599 && (line.Length == 3 || line[3] is ' ' or '-');

    private static bool IsContinued(string line) => line.Length > 3 && line[3] == '-';

    private static int CodeOf(string line) =>
        int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 0;
}
