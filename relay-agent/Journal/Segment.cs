namespace Butler.RelayAgent.Journal;

/// <summary>A file of the journal. Its length grows only by whole records; what lies beyond it was never accepted.</summary>
/// <param name="firstSequence">The number its file is named after.</param>
/// <param name="length">Where the accepted records end.</param>
internal sealed class Segment(long firstSequence, long length)
{
    /// <summary>The number of its first record.</summary>
    public long FirstSequence { get; } = firstSequence;

    /// <summary>The file's name.</summary>
    public string Name { get; } = SegmentFormat.NameOf(firstSequence);

    /// <summary>Where the accepted records end, in bytes. Guarded by the journal's lock.</summary>
    public long Length { get; set; } = length;

    /// <summary>The file while it is written; null once it is complete and synced.</summary>
    public IJournalFile? File { get; set; }

    /// <summary>Whether bytes were written that a power cut could still take. Guarded by the journal's lock.</summary>
    public bool Dirty { get; set; }
}
