namespace Butler.RelayAgent.Commands.Apps;

/// <summary>Which apps may be reloaded.</summary>
internal sealed record ReloadAppRules
{
    /// <summary>Allows nothing.</summary>
    public static readonly ReloadAppRules None = new();

    /// <summary>Whether all apps are allowed.</summary>
    public bool Any { get; init; }

    /// <summary>Apps by id.</summary>
    public IReadOnlyList<Guid> Apps { get; init; } = [];
}
