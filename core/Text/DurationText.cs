using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Butler.Core.Text;

/// <summary>
/// Reads and writes durations: <c>50ms</c>, <c>30s</c>, <c>5m</c>, <c>1h30m</c>, <c>7d</c>, ISO 8601 (<c>PT5M</c>), or Butler's
/// text form (<c>every 24 hours</c>).
/// </summary>
public static partial class DurationText
{
    /// <summary>The expected format, for error messages.</summary>
    public const string Expected = "a duration such as 30s, 5m, 24h, 7d, PT5M or \"every 24 hours\"";

    /// <summary>Reads a duration; never negative.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        text = text.Trim();
        if (text.StartsWith('P'))
        {
            return TryParseIso(text, out duration);
        }

        var parts = text.StartsWith("every ", StringComparison.OrdinalIgnoreCase) ? text[6..] : text;
        var matches = Part().Matches(parts);
        if (matches.Count == 0 || matches.Sum(m => m.Length) != parts.Length)
        {
            return false;
        }

        try
        {
            foreach (Match match in matches)
            {
                var number = match.Groups[1].Length == 0
                    ? 1
                    : double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
                duration += number * Unit(match.Groups[2].Value.ToLowerInvariant());
            }

            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    /// <summary>Writes the shortest form that this class reads: <c>90s</c> as <c>1m30s</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(1))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0}ms");
        }

        var text = "";
        var parts = new[] { (duration.Days, "d"), (duration.Hours, "h"), (duration.Minutes, "m"), (duration.Seconds, "s") };
        foreach (var (amount, unit) in parts)
        {
            text += amount > 0 ? amount.ToString(CultureInfo.InvariantCulture) + unit : "";
        }

        return text;
    }

    /// <summary>
    /// A duration in its two largest units, such as <c>1 h 24 min</c>; below a minute in seconds. A negative duration is shown as zero.
    /// </summary>
    public static string Words(TimeSpan duration)
    {
        var text = duration switch
        {
            { TotalDays: >= 1 } => $"{(int)duration.TotalDays} d {duration.Hours} h",
            { TotalHours: >= 1 } => $"{duration.Hours} h {duration.Minutes} min",
            { TotalMinutes: >= 1 } => $"{duration.Minutes} min {duration.Seconds} s",
            { TotalSeconds: >= 10 } => $"{duration.Seconds} s",
            _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, duration.TotalSeconds):0.#} s"),
        };
        return text.LastIndexOf(" 0 ", StringComparison.Ordinal) is > 0 and var none ? text[..none] : text;
    }

    private static bool TryParseIso(string text, out TimeSpan duration)
    {
        try
        {
            duration = XmlConvert.ToTimeSpan(text);
            return duration >= TimeSpan.Zero;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            duration = default;
            return false;
        }
    }

    private static TimeSpan Unit(string unit) => unit switch
    {
        "ms" => TimeSpan.FromMilliseconds(1),
        _ => unit[0] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => TimeSpan.FromDays(7),
        },
    };

    [GeneratedRegex(@"\G\s*(\d+(?:\.\d+)?|(?=[a-z]))\s*(ms|seconds?|secs?|s|minutes?|mins?|m|hours?|h|days?|d|weeks?|w)(?![a-z])\s*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
