namespace Butler.Core.Commands;

/// <summary>Whose turn a release of unused access licenses is. The relay's own file decides what is released.</summary>
public sealed record ReleaseLicensesArguments
{
    /// <summary>The slot, the beginning of an interval of the clock, UTC.</summary>
    public required DateTimeOffset Slot { get; init; }

    /// <summary>The relay that has run the slot, so that this relay need not; null: it is this relay's turn.</summary>
    public string? DoneBy { get; init; }
}

/// <summary>How a turn ended.</summary>
public sealed record ReleaseLicensesResult
{
    /// <summary>The slot, which is done at this relay.</summary>
    public required DateTimeOffset Slot { get; init; }

    /// <summary>Whether nothing was released, and only told; null when the slot was done before.</summary>
    public bool? DryRun { get; init; }

    /// <summary>The number of released licenses; null when the slot was done before.</summary>
    public int? Released { get; init; }

    /// <summary>The number of licenses that could not be released; null when the slot was done before.</summary>
    public int? Failed { get; init; }

    /// <summary>The last failure; null when there was none.</summary>
    public string? LastError { get; init; }
}
