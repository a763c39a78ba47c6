namespace Butler.Functions.Operating.Digests;

/// <summary>When digests are due. A time that the clocks skip is taken as the first after the gap, one that they repeat as its first.</summary>
internal static class DigestTimes
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    /// <summary>The last time of day that has come in a zone, and the same of the day before.</summary>
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

/// <summary>The day that a digest is of.</summary>
/// <param name="Day">The local date of its end.</param>
/// <param name="From">Its beginning, UTC.</param>
/// <param name="To">Its end, UTC.</param>
internal sealed record DigestDay(DateOnly Day, DateTimeOffset From, DateTimeOffset To);
