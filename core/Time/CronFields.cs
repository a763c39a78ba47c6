namespace Butler.Core.Time;

/// <summary>Splits cron texts into fields, and finds their faults.</summary>
internal static class CronFields
{
    private const int WithSeconds = 6;
    private const int Standard = 5;

    /// <summary>The fields with their positions.</summary>
    public static IReadOnlyList<CronField> Split(string text)
    {
        var found = new List<(string Text, int Position)>();
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            if (end > start)
            {
                found.Add((text[start..end], start + 1));
            }

            start = end + 1;
        }

        return [.. found.Select((field, index) => new CronField(field.Text, field.Position, WithSeconds - found.Count + index))];
    }

    /// <summary>The first fault; null if there is none.</summary>
    public static CronFault? Check(string text, IReadOnlyList<CronField> fields) => fields.Count switch
    {
        < Standard => new CronFault(
            text.Length + 1,
            $"ends at position {text.Length + 1} with {fields.Count} of 5 fields: expected minute, hour, day, month and weekday"),
        > WithSeconds => new CronFault(
            fields[WithSeconds].Position,
            $"has a field \"{fields[WithSeconds].Text}\" too many at position {fields[WithSeconds].Position}: expected 5 fields, or 6 with "
                + $"the second first"),
        _ => fields.Select(field => field.Fault()).FirstOrDefault(fault => fault is not null) ?? TooOften(fields),
    };

    /// <summary>The fault of a text that is due more often than once in ten seconds.</summary>
    private static CronFault? TooOften(IReadOnlyList<CronField> fields)
    {
        if (fields.Count < WithSeconds)
        {
            return null;
        }

        var seconds = fields[0].Values() ?? [.. Enumerable.Range(0, 60)];
        var minutes = fields[1].Values() ?? [.. Enumerable.Range(0, 60)];
        var shortest = (int)CronText.ShortestInterval.TotalSeconds;
        var isTooOften = seconds.Zip(seconds.Skip(1), (a, b) => b - a).Any(gap => gap < shortest)
            || (seconds[0] + 60 - seconds[^1] < shortest && minutes.Any(minute => minutes.Contains((minute + 1) % 60)));
        return isTooOften
            ? new CronFault(
                fields[0].Position,
                $"is due more often than every {shortest} seconds: \"{fields[0].Text}\" at position {fields[0].Position} must leave "
                    + $"{shortest} seconds between two starts")
            : null;
    }
}
