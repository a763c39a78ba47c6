using System.Diagnostics.CodeAnalysis;
using Cronos;

namespace Butler.Core.Time;

/// <summary>
/// A cron text with five fields (minute, hour, day of the month, month, weekday), or with six, of which the first is the second. A
/// restricted day of the month and a restricted weekday together mean either of them, as in crontab.
/// </summary>
/// <remarks>
/// Across a change of the clocks, a time that does not exist is due when the clocks have changed. Of an hour that occurs twice, a text
/// with a fixed time is due in the first; a text whose hours or minutes are a range or a step is due in both.
/// </remarks>
public sealed class CronText
{
    /// <summary>The shortest time between two due times.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(10);

    /// <summary>A text is due at least once in these years, or never.</summary>
    private static readonly DateTimeOffset Beginning = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly IReadOnlyList<CronExpression> expressions;

    private CronText(IReadOnlyList<CronExpression> expressions) => this.expressions = expressions;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cron">The result.</param>
    /// <param name="fault">The fault; null if there is none.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronText? cron, [NotNullWhen(false)] out CronFault? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        cron = null;
        var fields = CronFields.Split(text);
        fault = CronFields.Check(text, fields);
        if (fault is not null)
        {
            return false;
        }

        var parsed = new CronText(Expressions(fields));
        if (parsed.Next(Beginning, TimeZoneInfo.Utc) is null)
        {
            var day = fields[^3];
            fault = new CronFault(day.Position, $"is never due: no month has the days of \"{day.Text}\" at position {day.Position}");
            return false;
        }

        cron = parsed;
        return true;
    }

    /// <summary>The first due time after a time, UTC; null if there is none before the year 2100.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        DateTimeOffset? first = null;
        foreach (var expression in expressions)
        {
            var next = expression.GetNextOccurrence(after, zone)?.ToUniversalTime();
            first = first is null || next < first ? next ?? first : first;
        }

        return first;
    }

    /// <summary>Whether a time is a due time.</summary>
    public bool IsDue(DateTimeOffset time, TimeZoneInfo zone) => Next(time.AddTicks(-1), zone) == time;

    /// <summary>One expression, or one for each kind of day: the library requires both kinds to match.</summary>
    private static List<CronExpression> Expressions(IReadOnlyList<CronField> fields)
    {
        var texts = fields.Select(field => field.Text).ToArray();
        if (!fields[^3].IsRestricted() || !fields[^1].IsRestricted())
        {
            return [Parse(texts)];
        }

        string[] byMonth = [.. texts[..^1], "*"];
        string[] byWeek = [.. texts[..^3], "*", .. texts[^2..]];
        return [Parse(byMonth), Parse(byWeek)];
    }

    private static CronExpression Parse(string[] fields) =>
        CronExpression.Parse(string.Join(' ', fields), fields.Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
}

/// <summary>A fault of a cron text.</summary>
/// <param name="Position">The position of the fault in the text, from 1.</param>
/// <param name="Message">The fault and how to fix it, as the end of a sentence about the text; it names the position.</param>
public sealed record CronFault(int Position, string Message);
