using Cronos;

namespace Butler.Core.Time;

/// <summary>A field of a cron text.</summary>
/// <param name="Text">The field's text.</param>
/// <param name="Position">Its position in the whole text, from 1.</param>
/// <param name="Place">Its place among six fields, from 0; the second is 0.</param>
internal sealed record CronField(string Text, int Position, int Place)
{
    private const int Places = 6;

    private static readonly string[] Expected =
    [
        "a second from 0 to 59",
        "a minute from 0 to 59",
        "an hour from 0 to 23",
        "a day from 1 to 31, L for the last day, or 15W for the weekday nearest to a day",
        "a month from 1 to 12 or JAN to DEC",
        "a weekday from 0 to 7 (0 and 7 are Sunday) or SUN to SAT, 5L for the last Friday, or 5#2 for the second Friday",
    ];

    /// <summary>The fault of the first faulty item; null if there is none.</summary>
    public CronFault? Fault()
    {
        var position = Position;
        foreach (var item in Text.Split(','))
        {
            if (Canonical(item) is null)
            {
                return new CronFault(
                    position,
                    item.Length == 0
                        ? $"has an empty item at position {position}: expected {Expected[Place]}"
                        : $"has \"{item}\" at position {position}: expected {Expected[Place]}, * for all, a range such as 1-5, or a step "
                            + $"such as */5");
            }

            position += item.Length + 1;
        }

        return Canonical(Text) is null
            ? new CronFault(Position, $"has \"{Text}\" at position {Position}, whose items cannot stand in one list")
            : null;
    }

    /// <summary>Whether some values are left out.</summary>
    public bool IsRestricted() => Canonical(Text) != "*";

    /// <summary>The values, in order; null if all values are in the field.</summary>
    public int[]? Values() => Canonical(Text) is { } text and not "*" ? [.. text.Split(',').Select(int.Parse)] : null;

    /// <summary>A text of the field as the library writes it: <c>*</c>, or a list; null if it is faulty.</summary>
    private string? Canonical(string text)
    {
        var fields = Enumerable.Repeat("*", Places).ToArray();
        fields[Place] = text;
        try
        {
            var parsed = CronExpression.Parse(string.Join(' ', fields), CronFormat.IncludeSeconds).ToString().Split(' ');

            // The library leaves out a second of 0.
            return parsed.Length == Places ? parsed[Place] : "0";
        }
        catch (Exception e) when (e is CronFormatException or MissingSeedException)
        {
            return null;
        }
    }
}
