using Butler.Core.Configuration;
using Butler.Core.QlikCloud;

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

    /// <summary>How the tenant's REST API is reached; null when the configuration has neither an API key nor an OAuth client.</summary>
    [Secret]
    public CloudAccess? Access { get; init; }

    /// <summary>Links that alerts of this tenant show, besides the common ones.</summary>
    public IReadOnlyList<LinkOptions> Links { get; init; } = [];

    /// <summary>What is cared for; everything else is recorded only.</summary>
    public TenantScope Only { get; init; } = new();

    /// <summary>The automations that can be started by name.</summary>
    public IReadOnlyDictionary<string, AutomationOptions> Automations { get; init; } = new Dictionary<string, AutomationOptions>();

    /// <summary>The automation of a name, or of an id; null when the configuration has none.</summary>
    public AutomationOptions? Automation(string nameOrId) => Automations.GetValueOrDefault(nameOrId)
        ?? Automations.FirstOrDefault(each => each.Key.Equals(nameOrId, StringComparison.OrdinalIgnoreCase)).Value
        ?? Automations.Values.FirstOrDefault(each => each.Id.Equals(nameOrId, StringComparison.OrdinalIgnoreCase));

    public override string ToString() => $"{nameof(TenantOptions)} {Name}";
}
