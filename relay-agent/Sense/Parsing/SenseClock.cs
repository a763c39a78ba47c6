namespace Butler.RelayAgent.Sense.Parsing;

/// <summary>Reads the log's time stamps, which are local time of the Sense server unless they say otherwise.</summary>
internal sealed class SenseClock(TimeZoneInfo zone)
{
    /// <summary>When it happened, UTC; the receive time where the time stamp is missing or cannot be read.</summary>
    /// <param name="timeStamp">As written in the log.</param>
    /// <param name="received">When the datagram came: where a time stamp may mean several times, the one nearest to it counts.</param>
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

        // An hour that the clocks leapt over is read by the clock of before: it was not yet moved.
        var valid = local;
        while (zone.IsInvalidTime(valid))
        {
            valid = valid.AddMinutes(-30);
        }

        return zone.GetUtcOffset(valid);
    }
}
