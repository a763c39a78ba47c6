namespace Butler.RelayAgent.Journal;

/// <summary>The size limits of the journal and its files.</summary>
/// <param name="MaxBytes">The maximum size of all segments.</param>
/// <param name="SegmentBytes">The size of a segment at which the next one begins.</param>
internal sealed record JournalLimits(long MaxBytes, long SegmentBytes)
{
    private const long LargestSegment = 16L * 1024 * 1024;
    private const long SmallestSegment = 256L * 1024;

    /// <summary>Chooses segments that are small enough for a full journal to regain room soon, and few enough to list quickly.</summary>
    public static JournalLimits Of(long maxBytes) => new(maxBytes, Math.Clamp(maxBytes / 8, SmallestSegment, LargestSegment));
}
