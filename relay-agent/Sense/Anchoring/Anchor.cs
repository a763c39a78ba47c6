namespace Butler.RelayAgent.Sense.Anchoring;

/// <summary>Finds where the task's id, the app's id and the time stamp stand, whatever semicolons come before and after.</summary>
internal static class Anchor
{
    /// <summary>Where the task's id stands in a datagram without surprises.</summary>
    private const int UsualPlace = 5;

    private const int Guid = 4;
    private const int TimeStamp = 8;
    private const int Level = 1;
    private const int ExecutionId = 2;
    private const int LeastScore = Guid;

    private static readonly string[] Levels = ["DEBUG", "INFO", "WARN", "WARNING", "ERROR", "FATAL", "TRACE", "VERBOSE", "NOTICE", "CRITICAL"];

    /// <summary>The index of the task's id; null when nothing tells where it is. The first of equally good places wins.</summary>
    public static int? Find(string[] fields)
    {
        var best = (Score: LeastScore - 1, At: -1);
        for (var at = 2; at < fields.Length; at++)
        {
            var score = Score(fields, at);
            if (score > best.Score)
            {
                best = (score, at);
            }
        }

        return best.At < 0 ? null : best.At;
    }

    private static int Score(string[] fields, int at)
    {
        if (!MayBeId(at) || !MayBeId(at + 1))
        {
            // A time stamp in its usual place tells all the same, with ids that are none.
            return at == UsualPlace && IsTimeStamp(at + 2) ? TimeStamp : 0;
        }

        var guids = (IsGuid(at) ? Guid : 0) + (IsGuid(at + 1) ? Guid : 0);
        if (!IsTimeStamp(at + 2))
        {
            // Cut off after the ids, or a time stamp nobody can read: an id must stand where it usually does, or be followed by another.
            return at + 2 >= fields.Length || guids == 2 * Guid || at == UsualPlace ? (at < UsualPlace ? 0 : guids) : 0;
        }

        return TimeStamp + guids + (IsLevel(at + 3) ? Level : 0) + (IsGuid(at + 4) ? ExecutionId : 0);

        bool MayBeId(int index) => index >= fields.Length || SenseText.MayBeId(fields[index]);
        bool IsGuid(int index) => index < fields.Length && System.Guid.TryParseExact(fields[index].Trim(), "D", out _);
        bool IsTimeStamp(int index) => index < fields.Length && SenseClock.LooksLikeTimeStamp(fields[index]);
        bool IsLevel(int index) => index < fields.Length && Levels.Contains(fields[index].Trim(), StringComparer.OrdinalIgnoreCase);
    }
}
