namespace Butler.RelayAgent.Commands.Apps;

/// <summary>Which apps may be described, and where descriptions may be uploaded.</summary>
internal sealed record DumpAppRules
{
    /// <summary>Allows nothing.</summary>
    public static readonly DumpAppRules None = new();

    /// <summary>Whether every app may be.</summary>
    public bool Any { get; init; }

    /// <summary>Apps by id.</summary>
    public IReadOnlyList<Guid> Apps { get; init; } = [];

    /// <summary>The hosts of the storage accounts that may be uploaded to.</summary>
    public IReadOnlyList<string> StorageAccounts { get; init; } = [];

    /// <summary>Whether a storage emulator on this machine may be uploaded to: only <c>butler up</c> says so, never the file.</summary>
    public bool Loopback { get; init; }
}
