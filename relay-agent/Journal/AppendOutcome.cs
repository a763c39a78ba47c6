namespace Butler.RelayAgent.Journal;

/// <summary>The result of appending a batch of records.</summary>
internal enum AppendOutcome
{
    /// <summary>All records are in the file, and survive the end of this process.</summary>
    Accepted,

    /// <summary>The journal has reached its size limit; no record was appended.</summary>
    Full,
}
