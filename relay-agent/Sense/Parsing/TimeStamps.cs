using System.Globalization;
using System.Text.RegularExpressions;

namespace Butler.RelayAgent.Sense.Parsing;

/// <summary>
/// Reads time stamps in the forms of log layouts: log4net's ISO8601, DATE and ABSOLUTE, ISO 8601, and the usual national forms.
/// </summary>
internal static partial class TimeStamps
{
    private const int Shortest = 12;
    private const int Longest = 40;

    private static readonly DateOnly AnyDay = new(2000, 1, 1);

    /// <summary>Forms of which at most one matches a text.</summary>
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd HH:mm:ss.FFFFFFF", // log4net's own, its comma made a point
        "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
        "yyyyMMddTHHmmss.FFFFFFF", // the form of Sense's other logs
        "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz",
        "yyyyMMddTHHmmss.FFFFFFFzzz",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'",
        "yyyyMMddTHHmmss.FFFFFFF'Z'",
        "d MMM yyyy HH:mm:ss.FFFFFFF", // log4net's DATE
        "d.M.yyyy H:mm:ss.FFFFFFF",
        "yyyy/M/d H:mm:ss.FFFFFFF",
        "yyyy.M.d H:mm:ss.FFFFFFF",
    ];

    /// <summary>Forms in which day and month may be confused: the reading nearer to the time of receipt counts.</summary>
    private static readonly string[] Ambiguous =
    [
        "d/M/yyyy H:mm:ss.FFFFFFF", "M/d/yyyy H:mm:ss.FFFFFFF", "d/M/yyyy h:mm:ss.FFFFFFF tt", "M/d/yyyy h:mm:ss.FFFFFFF tt",
        "d-M-yyyy H:mm:ss.FFFFFFF", "M-d-yyyy H:mm:ss.FFFFFFF",
    ];

    /// <summary>Whether a field is a time stamp, or a placeholder that the log layout did not fill in, such as <c>{DATE}</c>.</summary>
    public static bool IsOne(string field) => Read(field, AnyDay).Count > 0 || NotFilledIn().IsMatch(field.Trim());

    /// <summary>
    /// The possible meanings of a time stamp: local times, with their offset if it is written; empty when the text is not a time stamp.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="today">The local day of the receipt, for a time without a date.</param>
    public static IReadOnlyList<(DateTime Local, TimeSpan? Offset)> Read(string text, DateOnly today)
    {
        text = text.Trim();
        if (text.Length is < Shortest or > Longest || !char.IsAsciiDigit(text[0]))
        {
            return [];
        }

        text = text.Replace(", ", " ", StringComparison.Ordinal).Replace(',', '.');
        if (TimeOnly.TryParseExact(text, "HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour))
        {
            // log4net's ABSOLUTE. Around midnight the log's day is not the day of the receipt.
            return today.Year is < 2 or > 9998 ? [] : [.. new[] { 0, -1, 1 }.Select(
                days => (today.AddDays(days).ToDateTime(hour), (TimeSpan?)null))];
        }

        foreach (var format in Formats)
        {
            if (TryRead(text, format, out var read))
            {
                return [(read.DateTime, format.EndsWith("zzz", StringComparison.Ordinal) ? read.Offset
                    : format.EndsWith("'Z'", StringComparison.Ordinal) ? TimeSpan.Zero
                    : null)];
            }
        }

        return [.. Ambiguous.Where(format => TryRead(text, format, out _)).Select(format =>
        {
            TryRead(text, format, out var read);
            return (read.DateTime, (TimeSpan?)null);
        })];
    }

    private static bool TryRead(string text, string format, out DateTimeOffset read) =>
        DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out read)
            && read.Year is > 1 and < 9999;

    [GeneratedRegex(
        @"^(?:%[0-9.-]*(?:utc)?(?:date|d)(?:\{[^{}]*\})?|\{[A-Za-z0-9]+\})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotFilledIn();
}
