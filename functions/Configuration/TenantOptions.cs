using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>A tenant of Qlik Cloud.</summary>
internal sealed record TenantOptions
{
    /// <summary>The name, which ends the webhook's address: lower-case letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>The tenant's address.</summary>
    public required Uri Url { get; init; }

    /// <summary>The webhook's secrets; two while a new one replaces an old one.</summary>
    [Secret]
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>The tenant in words, for alerts.</summary>
    public string? Comment { get; init; }

    public override string ToString() => $"{nameof(TenantOptions)} {Name}";
}
