using Butler.Functions.Configuration;

namespace Butler.Functions.Routing;

/// <summary>Evaluates the periods of the week in which a route sends nothing.</summary>
internal static class Mutes
{
    /// <summary>The maximum length of consecutive periods.</summary>
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(8);

    /// <summary>
    /// The end of the mute that contains a moment, including periods that follow without a gap; null when the moment is not muted.
    /// </summary>
    /// <param name="mutes">The route's mutes.</param>
    /// <param name="time">The moment, UTC.</param>
    /// <param name="site">The time zone of mutes without one.</param>
    public static DateTimeOffset? Until(IReadOnlyList<MuteOptions> mutes, DateTimeOffset time, TimeZoneInfo site)
    {
        DateTimeOffset? until = null;
        while (End(mutes, until ?? time, site) is { } end && end - time < Furthest)
        {
            until = end;
        }

        return until;
    }

    private static DateTimeOffset? End(IReadOnlyList<MuteOptions> mutes, DateTimeOffset time, TimeZoneInfo site)
    {
        DateTimeOffset? latest = null;
        foreach (var mute in mutes)
        {
            var zone = mute.TimeZone ?? site;
            var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);

            // A period that began yesterday may last until today.
            foreach (var begins in new[] { day, day.AddDays(-1) }.Where(d => mute.Days.Count == 0 || mute.Days.Contains(d.DayOfWeek)))
            {
                var ends = mute.To > mute.From ? begins : begins.AddDays(1);
                var from = Moment(begins.ToDateTime(mute.From), zone, last: false);
                var to = Moment(ends.ToDateTime(mute.To), zone, last: true);
                if (from <= time && time < to && !(latest >= to))
                {
                    latest = to;
                }
            }
        }

        return latest;
    }

    /// <summary>
    /// Converts a local time to a moment. A time that a clock change skips becomes the moment of the change. A repeated time becomes the
    /// first or the last of the two moments, so that nothing is sent during the mute.
    /// </summary>
    private static DateTimeOffset Moment(DateTime local, TimeZoneInfo zone, bool last)
    {
        if (zone.IsInvalidTime(local))
        {
            var before = local;
            while (zone.IsInvalidTime(before))
            {
                before = before.AddMinutes(-1);
            }

            return new DateTimeOffset(before, zone.GetUtcOffset(before)).ToUniversalTime().AddMinutes(1);
        }

        if (zone.IsAmbiguousTime(local))
        {
            var offsets = zone.GetAmbiguousTimeOffsets(local);
            return new DateTimeOffset(local, last ? offsets.Min() : offsets.Max()).ToUniversalTime();
        }

        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
