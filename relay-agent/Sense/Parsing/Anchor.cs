namespace Butler.RelayAgent.Sense.Parsing;

/// <summary>The positions of the ids and the time stamp in a datagram.</summary>
/// <param name="Names">The index after the last of the names.</param>
/// <param name="TaskId">The index of the task's id; null when it is missing.</param>
/// <param name="AppId">The index of the app's id; null when it is missing.</param>
/// <param name="TimeStamp">The index of the time stamp; it may be beyond the end of a truncated datagram.</param>
internal sealed record Anchor(int Names, int? TaskId, int? AppId, int TimeStamp)
{
    /// <summary>The usual index of the time stamp.</summary>
    private const int UsualPlace = 7;

    private const int FirstName = 2;
    private const int Guid = 4;
    private const int Stamp = 8;
    private const int Level = 1;
    private const int ExecutionId = 2;

    /// <summary>
    /// Finds the positions by the content of the fields, even if names contain semicolons. The first perfect match wins, so that repeated
    /// values in a message do not mislead; otherwise the best match, and the first of equally good ones. Null when nothing matches.
    /// </summary>
    public static Anchor? Find(IReadOnlyList<string> fields)
    {
        var best = (Score: Guid - 1, Anchor: (Anchor?)null);
        for (var at = FirstName; at <= fields.Count + 1; at++)
        {
            var (score, anchor) = Score(fields, at);
            if (score >= Stamp + Guid && anchor.AppId is not null)
            {
                return anchor;
            }

            if (score > best.Score)
            {
                best = (score, anchor);
            }
        }

        return best.Anchor;
    }

    /// <summary>Whether the time stamp was found; if not, only the ids were found.</summary>
    public bool HasTimeStamp(IReadOnlyList<string> fields) => TimeStamp < fields.Count && TimeStamps.IsOne(fields[TimeStamp]);

    /// <summary>The score of a position for the time stamp, with the ids before it.</summary>
    private static (int Score, Anchor Anchor) Score(IReadOnlyList<string> fields, int at)
    {
        var both = new Anchor(at - 2, at - 2, at - 1, at);
        var guids = (IsGuid(at - 2) ? Guid : 0) + (IsGuid(at - 1) ? Guid : 0);
        var after = After(fields, at + 1);
        var mayBeBoth = at - 2 >= FirstName && MayBeId(at - 2) && MayBeId(at - 1);
        if (at >= fields.Count || !TimeStamps.IsOne(fields[at]))
        {
            // Truncated after the ids, or a time stamp in an unknown form: the ids must be in their usual place or unambiguous.
            return mayBeBoth && at >= UsualPlace
                && (at >= fields.Count || at == UsualPlace || guids == 2 * Guid || (guids > 0 && after == Level + ExecutionId))
                    ? (guids, both)
                    : (0, both);
        }

        if (mayBeBoth && !(at < UsualPlace && !IsGuid(at - 2) && IsGuid(at - 1)))
        {
            return (Stamp + guids + after, both);
        }

        if (at == UsualPlace && !fields[at - 2].Contains('\\', StringComparison.Ordinal))
        {
            return (Stamp + after, both); // a time stamp in its usual place is accepted, even without valid ids
        }

        // A field is missing: the remaining ids are used.
        return IsGuid(at - 1) && at - 1 >= FirstName ? (Stamp + Guid - 1 + after, new Anchor(at - 1, at - 1, null, at))
            : after == Level + ExecutionId ? (Stamp, new Anchor(at, null, null, at))
            : (0, both);

        bool MayBeId(int index) => index >= fields.Count || SenseText.MayBeId(fields[index]);
        bool IsGuid(int index) => index >= FirstName && index < fields.Count && SenseText.IsGuid(fields[index]);
    }

    /// <summary>The score of the fields after the time stamp: a level, an execution id.</summary>
    private static int After(IReadOnlyList<string> fields, int at)
    {
        if (at >= fields.Count)
        {
            return 0;
        }

        if (Words.TryDivide(fields[at], out _, out _))
        {
            return Level + ExecutionId;
        }

        return (Words.IsLevel(fields[at]) ? Level : 0) + (at + 1 < fields.Count && SenseText.IsGuid(fields[at + 1]) ? ExecutionId : 0);
    }
}
