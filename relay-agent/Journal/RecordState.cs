namespace Butler.RelayAgent.Journal;

/// <summary>What some bytes are, read as a record.</summary>
internal enum RecordState
{
    /// <summary>A whole record whose checksum fits.</summary>
    Good,

    /// <summary>A record may start here, but it goes on beyond the bytes at hand.</summary>
    Incomplete,

    /// <summary>No record.</summary>
    Damaged,
}
