namespace Butler.RelayAgent.Journal;

/// <summary>What became of a batch of records.</summary>
internal enum AppendOutcome
{
    /// <summary>All are in the file: they survive the death of this process.</summary>
    Accepted,

    /// <summary>The journal is at its size limit: none was taken.</summary>
    Full,
}
