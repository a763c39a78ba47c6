using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Butler.Functions.Configuration;

namespace Butler.Functions.Templates.Fields;

/// <summary>Times and durations in the forms of Butler's templates: one field for each form.</summary>
internal static partial class TimeFields
{
    private static readonly FrozenDictionary<string, FrozenDictionary<string, Func<SiteTime, object?>>> Tables =
        new[] { "startTime", "stopTime", "timestamp", "creationTime" }.ToFrozenDictionary(prefix => prefix, Table);

    /// <summary>An instant as JavaScript writes it: UTC with milliseconds and Z.</summary>
    public static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>One instant as <c>{prefix}UTC</c> and <c>{prefix}Local1</c> to <c>5</c>; null when it is unknown.</summary>
    /// <param name="prefix"><c>startTime</c>, <c>stopTime</c>, <c>timestamp</c> or <c>creationTime</c>.</param>
    /// <param name="time">The instant.</param>
    /// <param name="site">The site, for time zone and locale.</param>
    /// <param name="unknown">Called with unknown names.</param>
    public static FieldMap? Of(string prefix, DateTimeOffset? time, SiteOptions site, Action<string, IEnumerable<string>>? unknown) =>
        time is { } known ? FieldMap.Of(new SiteTime(known, site), Tables[prefix], Local(known, site, 1), unknown) : null;

    /// <summary>The forms of an instant, for maps with more fields.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Forms(string prefix, DateTimeOffset time, SiteOptions site) =>
        Tables[prefix].Select(f => KeyValuePair.Create(f.Key, f.Value(new SiteTime(time, site))));

    /// <summary>A duration as <c>hours</c>, <c>minutes</c> and <c>seconds</c>, the seconds rounded down; null when it is unknown.</summary>
    public static FieldMap? Duration(long? milliseconds, Action<string, IEnumerable<string>>? unknown)
    {
        if (milliseconds is not >= 0)
        {
            return null;
        }

        var seconds = milliseconds.Value / 1000;
        return FieldMap.Of(
            new Dictionary<string, object?> { ["hours"] = seconds / 3600, ["minutes"] = seconds / 60 % 60, ["seconds"] = seconds % 60 },
            string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}"),
            unknown);
    }

    /// <summary>
    /// A time in a site's zone and locale: 1 as <c>2031-03-14 04:12:07</c>, 2 short, 3 medium, 4 long with the zone, 5 with weekday and
    /// offset.
    /// </summary>
    public static string Local(DateTimeOffset time, SiteOptions site, int form)
    {
        var local = TimeZoneInfo.ConvertTime(time, site.TimeZone);
        if (form == 1)
        {
            return local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        }

        var culture = CultureInfo.GetCultureInfo(site.Locale);
        var clock = Spaces(local.ToString(culture.DateTimeFormat.LongTimePattern, culture));
        var withWeekday = culture.DateTimeFormat.LongDatePattern;
        var dated = withWeekday.Contains("dddd", StringComparison.Ordinal) ? withWeekday : "dddd, " + withWeekday;
        var long1 = Weekday().Replace(withWeekday, "").Trim();
        var at = culture.TwoLetterISOLanguageName == "en" ? " at " : ", ";
        return Spaces(form switch
        {
            2 => $"{local.ToString(culture.DateTimeFormat.ShortDatePattern, culture)}, {clock}",
            3 => $"{local.ToString(long1.Replace("MMMM", "MMM", StringComparison.Ordinal), culture)}, {clock}",
            4 => $"{local.ToString(long1, culture)}{at}{clock} {Zone(local.Offset)}",
            _ => $"{local.ToString(dated, culture)}{at}{clock} " + local.ToString("zzz", CultureInfo.InvariantCulture),
        });
    }

    /// <summary><c>UTC</c>, <c>GMT+1</c>, <c>GMT-3:30</c>.</summary>
    private static string Zone(TimeSpan offset) => offset == TimeSpan.Zero
        ? "UTC"
        : (offset < TimeSpan.Zero ? "GMT-" : "GMT+")
            + offset.ToString(offset.Minutes == 0 ? "%h" : @"h\:mm", CultureInfo.InvariantCulture);

    private static FrozenDictionary<string, Func<SiteTime, object?>> Table(string prefix) =>
        Enumerable.Range(1, 5)
            .Select(form => KeyValuePair.Create(
                string.Create(CultureInfo.InvariantCulture, $"{prefix}Local{form}"),
                (Func<SiteTime, object?>)(t => Local(t.Time, t.Site, form))))
            .Append(new($"{prefix}UTC", t => Utc(t.Time)))
            .ToFrozenDictionary();

    /// <summary>The narrow and unbreakable spaces that some locales use, which some mail programs show as boxes.</summary>
    private static string Spaces(string text) => text.Replace('\u202F', ' ').Replace('\u00A0', ' ');

    /// <summary>The weekday of a long date pattern, with its separator.</summary>
    [GeneratedRegex(@"^(?:dddd)[\s,]*(?:'den'\s*)?|[\s,]*(?:'[^']*'\s*)?dddd[\s,]*(?:'[^']*')?$", RegexOptions.CultureInvariant)]
    private static partial Regex Weekday();

    private sealed record SiteTime(DateTimeOffset Time, SiteOptions Site);
}
