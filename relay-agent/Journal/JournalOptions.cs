namespace Butler.RelayAgent.Journal;

/// <summary>The settings of the journal, which stores datagrams until Service Bus has accepted them.</summary>
internal sealed record JournalOptions
{
    /// <summary>The directory, used only by this relay.</summary>
    public string Directory { get; init; } = "journal";

    /// <summary>The maximum size in bytes; further datagrams are refused.</summary>
    public long MaxSize { get; init; } = 1024L * 1024 * 1024;

    /// <summary>The interval of syncs to disk; a power cut can lose datagrams of this time.</summary>
    public TimeSpan Fsync { get; init; } = TimeSpan.FromMilliseconds(50);
}
