namespace Butler.RelayAgent.Commands.Apps;

/// <summary>Which apps may be described, and where descriptions may be uploaded.</summary>
internal sealed record DumpAppRules
{
    /// <summary>Allows nothing.</summary>
    public static readonly DumpAppRules None = new();

    /// <summary>Whether all apps are allowed.</summary>
    public bool Any { get; init; }

    /// <summary>Apps by id.</summary>
    public IReadOnlyList<Guid> Apps { get; init; } = [];

    /// <summary>The hosts of the storage accounts for uploads.</summary>
    public IReadOnlyList<string> StorageAccounts { get; init; } = [];

    /// <summary>
    /// Whether a storage emulator on loopback is an allowed target. Only <c>butler up</c> sets it; the configuration has no key for it.
    /// </summary>
    public bool Loopback { get; init; }
}
