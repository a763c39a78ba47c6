using System.Globalization;

namespace Butler.Core.SelfReports;

/// <summary>How long a program runs, in words.</summary>
public static class UptimeText
{
    /// <summary>All units from days to seconds, without those that are zero: <c>2 days 3 hours 1 second</c>.</summary>
    public static string Words(TimeSpan uptime)
    {
        var parts = new[] { (uptime.Days, "day"), (uptime.Hours, "hour"), (uptime.Minutes, "minute"), (uptime.Seconds, "second") };
        var words = parts.Where(part => part.Item1 > 0)
            .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Item1} {part.Item2}{(part.Item1 == 1 ? "" : "s")}"));
        return string.Join(' ', words) is { Length: > 0 } text ? text : "0 seconds";
    }
}
