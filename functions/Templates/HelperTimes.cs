using System.Globalization;
using Butler.Core.Text;
using Butler.Core.Time;
using Butler.Functions.Templates.Fields;
using static Butler.Functions.Templates.HelperConditions;

namespace Butler.Functions.Templates;

/// <summary>The helpers for times and durations.</summary>
internal static class HelperTimes
{
    public static string? Date(HelperCall call)
    {
        if (IsEmpty(call[0]) || call[0] is "Never" or "-")
        {
            return call.Text(0);
        }

        var zone = call.Site.TimeZone;
        if (call.Arguments.Count == 3 && !TimeZoneNames.TryFind(call.Text(2), out zone!))
        {
            throw call.Fault($"knows no time zone \"{call.Text(2)}\"");
        }

        var local = TimeZoneInfo.ConvertTime(call.Time(0), zone);
        var dates = call.Culture.DateTimeFormat;
        var offset = local.ToString("zzz", CultureInfo.InvariantCulture);
        var text = (call.Arguments.Count == 1 ? "short" : call.Text(1)) switch
        {
            "short" => $"{local.ToString(dates.ShortDatePattern, call.Culture)} {local.ToString(dates.ShortTimePattern, call.Culture)} "
                + $"{offset}",
            "long" => $"{local.ToString(dates.LongDatePattern, call.Culture)} {local.ToString(dates.LongTimePattern, call.Culture)} "
                + $"{offset}",
            "date" => local.ToString(dates.ShortDatePattern, call.Culture),
            "time" => $"{local.ToString(dates.ShortTimePattern, call.Culture)} {offset}",
            "iso" => local.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            var own => Own(call, local, own),
        };
        return text.Replace('\u202F', ' ').Replace('\u00A0', ' ');
    }

    private static string Own(HelperCall call, DateTimeOffset local, string format)
    {
        try
        {
            return local.ToString(format, call.Culture);
        }
        catch (FormatException)
        {
            throw call.Fault($"knows no format \"{format}\": short, long, date, time, iso, or a .NET date pattern");
        }
    }

    public static string? Duration(HelperCall call)
    {
        TimeSpan? duration = call[0] switch
        {
            null or "" => null,
            FieldMap map when map.TryGetValue("hours", out var h) && map.TryGetValue("minutes", out var m)
                && map.TryGetValue("seconds", out var s) =>
                new TimeSpan((int)call.Number(h), (int)call.Number(m), (int)call.Number(s)),
            var value => TimeSpan.FromMilliseconds(Math.Min(call.Number(value), 1e14)),
        };
        return duration switch
        {
            null => null,
            { TotalSeconds: < 1 } brief => string.Create(CultureInfo.InvariantCulture, $"{brief.TotalMilliseconds:0} ms"),
            { } known => DurationText.Words(known),
        };
    }
}
