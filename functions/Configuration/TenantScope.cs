namespace Butler.Functions.Configuration;

/// <summary>
/// What of a tenant is cared for: an event counts when each list that is not empty has a name or id of it; * matches any characters.
/// </summary>
internal sealed record TenantScope
{
    public IReadOnlyList<string> Spaces { get; init; } = [];

    public IReadOnlyList<string> Apps { get; init; } = [];

    public IReadOnlyList<string> Owners { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];
}
