namespace Butler.RelayAgent.LicenseRelease;

/// <summary>The section <c>licenseRelease</c>: which unused access licenses are released, and when.</summary>
internal sealed record LicenseReleaseOptions
{
    /// <summary>The length of a slot of the clock, UTC; a release runs once in each.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The types, <c>professional</c> and <c>analyzer</c>; none: nothing is released.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>How long a license must be unused.</summary>
    public OlderThan OlderThan { get; init; } = new();

    /// <summary>How long ago a license that was never used must have been allocated; null: such licenses are kept.</summary>
    public TimeSpan? NeverUsed { get; init; }

    /// <summary>Whose licenses are never released.</summary>
    public NeverRelease Never { get; init; } = new();

    /// <summary>Whether the releases are only told, and not done.</summary>
    public bool DryRun { get; init; } = true;

    /// <summary>The maximum number of releases in a run, over all types.</summary>
    public int Most { get; init; } = 20;
}

/// <summary>How long a license must be unused; the types may differ.</summary>
internal sealed record OlderThan
{
    /// <summary>For types without an own duration.</summary>
    public TimeSpan All { get; init; } = TimeSpan.FromDays(30);

    public TimeSpan? Professional { get; init; }

    public TimeSpan? Analyzer { get; init; }

    /// <summary>The duration of a type.</summary>
    public TimeSpan Of(string type) => (type == AccessTypes.Professional ? Professional : Analyzer) ?? All;
}
