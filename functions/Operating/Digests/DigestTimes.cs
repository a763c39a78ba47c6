namespace Butler.Functions.Operating.Digests;

/// <summary>
/// Computes when digests are due. A time that a clock change skips becomes the first time after the gap; a repeated time counts once, the
/// first time.
/// </summary>
internal static class DigestTimes
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    /// <summary>The most recent occurrence of a time of day in a zone, and the one of the day before.</summary>
    public static DigestDay Last(DateTimeOffset now, TimeOnly at, TimeZoneInfo zone)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        if (Utc(day, at, zone) > now)
        {
            day = day.AddDays(-1);
        }

        return new DigestDay(day, Utc(day.AddDays(-1), at, zone), Utc(day, at, zone));
    }

    private static DateTimeOffset Utc(DateOnly day, TimeOnly at, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(at);
        while (zone.IsInvalidTime(local))
        {
            local += Step;
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}

/// <summary>The day of a digest.</summary>
/// <param name="Day">The local date of the end.</param>
/// <param name="From">The start, UTC.</param>
/// <param name="To">The end, UTC.</param>
internal sealed record DigestDay(DateOnly Day, DateTimeOffset From, DateTimeOffset To);
