namespace Butler.RelayAgent.Sense.Parsing;

/// <summary>Reads the log's time stamps, which are local times of the Sense server unless they have an offset.</summary>
internal sealed class SenseClock(TimeZoneInfo zone)
{
    /// <summary>The time of the event, UTC; the time of receipt when the time stamp is missing or cannot be read.</summary>
    /// <param name="timeStamp">As written in the log.</param>
    /// <param name="received">The time of receipt; if a time stamp is ambiguous, the nearest time counts.</param>
    public DateTimeOffset Read(string? timeStamp, DateTimeOffset received)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(received, zone).DateTime);
        var readings = timeStamp is null ? [] : TimeStamps.Read(timeStamp, today);
        return readings
            .Select(reading => new DateTimeOffset(reading.Local, reading.Offset ?? OffsetOf(reading.Local, received)).ToUniversalTime())
            .OrderBy(time => (time - received).Duration())
            .FirstOrDefault(received.ToUniversalTime());
    }

    private TimeSpan OffsetOf(DateTime local, DateTimeOffset received)
    {
        if (zone.IsAmbiguousTime(local))
        {
            return zone.GetAmbiguousTimeOffsets(local).MinBy(offset => (new DateTimeOffset(local, offset) - received).Duration());
        }

        // A time in the skipped hour of a clock change is read with the offset before the change.
        var valid = local;
        while (zone.IsInvalidTime(valid))
        {
            valid = valid.AddMinutes(-30);
        }

        return zone.GetUtcOffset(valid);
    }
}
