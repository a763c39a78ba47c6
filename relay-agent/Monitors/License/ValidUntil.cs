using System.Globalization;
using System.Text.RegularExpressions;

namespace Butler.RelayAgent.Monitors.License;

/// <summary>The end of a license.</summary>
/// <param name="At">When it expires, UTC; the end of the day when only a day is known.</param>
internal sealed partial record ValidUntil(DateTimeOffset At)
{
    /// <summary>The last day on which it is valid.</summary>
    public DateOnly Day => DateOnly.FromDateTime(At.UtcDateTime);

    /// <summary>The day as <c>yyyy-MM-dd</c>.</summary>
    public string DayText => Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The calendar days from a time until the last day; negative after it.</summary>
    public int DaysFrom(DateTimeOffset now) => Day.DayNumber - DateOnly.FromDateTime(now.UtcDateTime).DayNumber;

    /// <summary>The first date in a text, with or without a time of day; null when it has none.</summary>
    public static ValidUntil? Find(string text) =>
        Date().Match(text) is { Success: true } found
        && DateTimeOffset.TryParse(
            found.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? new ValidUntil(found.Groups["time"].Success ? at : at.AddDays(1).AddSeconds(-1))
            : null;

    /// <summary>The later of two; null when neither is known.</summary>
    public static ValidUntil? Later(ValidUntil? one, ValidUntil? other) =>
        one is null || (other is not null && other.At > one.At) ? other : one;

    [GeneratedRegex(
        @"(?<!\d)(19|20|21)\d\d-\d\d-\d\d(?<time>[T ]\d\d:\d\d(:\d\d(\.\d{1,7})?)?( ?(Z|[+-]\d\d:?\d\d))?)?(?!\d)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}
