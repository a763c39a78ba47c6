using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Butler.Functions.Schedules;

/// <summary>A due time of a schedule. Its text is the id of the command, so that each due time has one command.</summary>
/// <param name="Schedule">The schedule's id.</param>
/// <param name="Due">The due time, UTC, a whole second.</param>
internal sealed record ScheduleRunId(string Schedule, DateTimeOffset Due)
{
    private const string Format = "yyyyMMdd'T'HHmmss'Z'";

    public override string ToString() => $"{Schedule}:{Due.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)}";

    /// <summary>Reads a text of <see cref="ToString"/>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ScheduleRunId? run)
    {
        var colon = text.LastIndexOf(':');
        run = colon > 0 && DateTime.TryParseExact(
            text.AsSpan(colon + 1), Format, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var due)
                ? new ScheduleRunId(text[..colon], new DateTimeOffset(due, TimeSpan.Zero))
                : null;
        return run is not null;
    }
}
