namespace Butler.RelayAgent.Journal;

/// <summary>Where datagrams are kept until Service Bus has them.</summary>
internal sealed record JournalOptions
{
    /// <summary>The directory, this relay's alone.</summary>
    public string Directory { get; init; } = "journal";

    /// <summary>How large it may grow, in bytes; more is refused.</summary>
    public long MaxSize { get; init; } = 1024L * 1024 * 1024;

    /// <summary>How long what was accepted may stay exposed to a power cut.</summary>
    public TimeSpan Fsync { get; init; } = TimeSpan.FromMilliseconds(50);
}
