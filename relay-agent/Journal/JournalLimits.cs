namespace Butler.RelayAgent.Journal;

/// <summary>How large the journal and its files may grow.</summary>
/// <param name="MaxBytes">All segments together.</param>
/// <param name="SegmentBytes">One segment, before the next is begun.</param>
internal sealed record JournalLimits(long MaxBytes, long SegmentBytes)
{
    private const long LargestSegment = 16L * 1024 * 1024;
    private const long SmallestSegment = 256L * 1024;

    /// <summary>Segments fine enough that a full journal regains room soon, and few enough to list quickly.</summary>
    public static JournalLimits Of(long maxBytes) => new(maxBytes, Math.Clamp(maxBytes / 8, SmallestSegment, LargestSegment));
}
