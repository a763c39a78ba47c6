namespace Butler.RelayAgent.Journal;

/// <summary>The state of bytes that are read as a record.</summary>
internal enum RecordState
{
    /// <summary>A complete record with a correct checksum.</summary>
    Good,

    /// <summary>A record may start here, but more bytes are needed.</summary>
    Incomplete,

    /// <summary>Not a record.</summary>
    Damaged,
}
