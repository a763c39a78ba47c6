using Butler.Functions.Configuration;

namespace Butler.Functions.Routing;

/// <summary>The times of the week at which a route sends nothing.</summary>
internal static class Mutes
{
    /// <summary>Beyond this, times that follow one another without a gap are not followed any further.</summary>
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(8);

    /// <summary>When the muted time ends that a moment lies in, those included that follow without a gap; null when the moment is not muted.</summary>
    /// <param name="mutes">The route's muted times.</param>
    /// <param name="time">The moment, UTC.</param>
    /// <param name="site">The zone of those that name none.</param>
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

            // One that began yesterday may last until today.
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
    /// A local time as a moment. Where clocks go forward over it, it is the moment at which they do; where they go back and it
    /// comes twice, it is the first or the last of the two, so that nothing within the muted time is sent.
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
