using System.Globalization;

namespace Butler.Core.Destinations.Smtp.Session;

/// <summary>A server's reply (RFC 5321 4.2).</summary>
/// <param name="Code">Three digits; 200 to 599.</param>
/// <param name="Lines">The text of each line, an enhanced status code (RFC 3463) included.</param>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    private const int MostShown = 300;

    /// <summary>Code and text on one line, cut where it is long.</summary>
    public override string ToString() => Shown(string.Create(CultureInfo.InvariantCulture, $"{Code} {string.Join(' ', Lines)}"));

    /// <summary>A server's text as it may stand in a reason: on one line, not long, without control characters.</summary>
    public static string Shown(string text)
    {
        var clean = string.Concat(text.Take(MostShown + 1).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return clean.Length > MostShown ? clean[..MostShown] + "..." : clean;
    }
}
