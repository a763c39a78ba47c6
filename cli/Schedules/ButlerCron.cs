using System.Globalization;
using System.Text.RegularExpressions;

namespace Butler.Cli.Schedules;

/// <summary>
/// A cron text as Butler understands it: months count from 0 for January, weekdays from 0 to 6, and there are only lists, ranges, steps and
/// three-letter names.
/// </summary>
internal sealed partial class ButlerCron
{
    private static readonly string[] Months =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>The minimum and the maximum of each field: second, minute, hour, day, month, weekday.</summary>
    private static readonly (int Min, int Max)[] Ranges = [(0, 59), (0, 59), (0, 23), (1, 31), (0, 11), (0, 6)];

    private ButlerCron(string text, string? refused, bool hasMonths) => (Text, Refused, HasMonths) = (text, refused, hasMonths);

    /// <summary>The text with months from 1, as crontab has them.</summary>
    public string Text { get; }

    /// <summary>The part that Butler refuses, so that it never started the schedule; null if there is none.</summary>
    public string? Refused { get; }

    /// <summary>Whether months were renumbered.</summary>
    public bool HasMonths { get; }

    /// <summary>Reads a text. One that Butler refuses stays as it is.</summary>
    public static ButlerCron Read(string text)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is < 5 or > 6)
        {
            return new ButlerCron(text, text, hasMonths: false);
        }

        var first = Ranges.Length - fields.Length;
        var refused = fields.SelectMany((field, index) => field.Split(',').Where(item => !Accepts(item, first + index))).FirstOrDefault();
        if (refused is not null)
        {
            return new ButlerCron(text, refused, hasMonths: false);
        }

        var months = string.Join(',', fields[^2].Split(',').Select(Renumbered));
        var hasMonths = months != fields[^2];
        fields[^2] = months;
        return new ButlerCron(hasMonths ? string.Join(' ', fields) : text, null, hasMonths);
    }

    private static bool Accepts(string item, int place)
    {
        if (Item().Match(item) is not { Success: true } match)
        {
            return false;
        }

        var values = new[] { match.Groups["from"].Value, match.Groups["to"].Value }.Where(value => value.Length > 0);
        return values.All(value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number >= Ranges[place].Min && number <= Ranges[place].Max
            : (place == 4 ? Months : place == 5 ? Days : []).Contains(value, StringComparer.OrdinalIgnoreCase))
            && !(match.Groups["step"] is { Success: true, Value: var step } && int.Parse(step, CultureInfo.InvariantCulture) == 0);
    }

    /// <summary>An item of the months: its numbers are one higher, its names and its step stay.</summary>
    private static string Renumbered(string item)
    {
        var slash = item.IndexOf('/', StringComparison.Ordinal);
        var (range, step) = slash < 0 ? (item, "") : (item[..slash], item[slash..]);
        return string.Join('-', range.Split('-').Select(value =>
            int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var month)
                ? (month + 1).ToString(CultureInfo.InvariantCulture)
                : value)) + step;
    }

    [GeneratedRegex(@"^(?:\*|(?<from>[0-9]{1,2}|[A-Za-z]{3})(?:-(?<to>[0-9]{1,2}|[A-Za-z]{3}))?)(?:/(?<step>[0-9]{1,3}))?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Item();
}
