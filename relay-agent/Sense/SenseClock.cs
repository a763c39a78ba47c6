using System.Globalization;

namespace Butler.RelayAgent.Sense;

/// <summary>Reads the log's time stamps, which are local time of the Sense server unless they say otherwise.</summary>
internal sealed class SenseClock(TimeZoneInfo zone)
{
    private const int ShortestTimeStamp = 15;
    private const int LongestTimeStamp = 40;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd HH:mm:ss.FFFFFFF", // log4net's own, its comma made a point
        "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
        "yyyyMMddTHHmmss.FFFFFFF", // the form of Sense's other logs
        "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz",
        "yyyyMMddTHHmmss.FFFFFFFzzz",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'",
        "yyyyMMddTHHmmss.FFFFFFF'Z'",
    ];

    /// <summary>Whether a field is a time stamp.</summary>
    public static bool LooksLikeTimeStamp(string field) => TryRead(field, out _, out _);

    /// <summary>When it happened, UTC; the receive time where the time stamp is missing or cannot be read.</summary>
    /// <param name="timeStamp">As written in the log.</param>
    /// <param name="received">When the datagram came: of the two hours with one name in autumn, the one nearer to it is meant.</param>
    public DateTimeOffset Read(string? timeStamp, DateTimeOffset received)
    {
        if (timeStamp is null || !TryRead(timeStamp, out var local, out var offset))
        {
            return received.ToUniversalTime();
        }

        return new DateTimeOffset(local, offset ?? OffsetOf(local, received)).ToUniversalTime();
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

    private static bool TryRead(string text, out DateTime local, out TimeSpan? offset)
    {
        (local, offset) = (default, null);
        text = text.Trim();
        if (text.Length is < ShortestTimeStamp or > LongestTimeStamp || !char.IsAsciiDigit(text[0]))
        {
            return false;
        }

        foreach (var format in Formats)
        {
            if (DateTimeOffset.TryParseExact(
                text.Replace(',', '.'), format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read)
                && read.Year is > 1 and < 9999)
            {
                local = read.DateTime;
                offset = format.EndsWith("zzz", StringComparison.Ordinal) ? read.Offset
                    : format.EndsWith("'Z'", StringComparison.Ordinal) ? TimeSpan.Zero
                    : null;
                return true;
            }
        }

        return false;
    }
}
