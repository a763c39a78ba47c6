namespace Butler.Core.QlikCloud;

/// <summary>How a tenant's REST API is reached: its address, and an API key or an OAuth client.</summary>
/// <param name="Tenant">The tenant's name in the configuration.</param>
/// <param name="Url">The tenant's address.</param>
public sealed record CloudAccess(string Tenant, Uri Url)
{
    /// <summary>An API key; null when there is an OAuth client.</summary>
    public string? ApiKey { get; init; }

    /// <summary>An OAuth client for machine-to-machine access; null when there is an API key.</summary>
    public CloudOAuthClient? OAuth { get; init; }

    /// <summary>Removes the secrets from a text that the tenant answered.</summary>
    public string Redact(string text)
    {
        foreach (var secret in (string?[])[ApiKey, OAuth?.Secret])
        {
            text = secret is { Length: > 0 } ? text.Replace(secret, "***", StringComparison.Ordinal) : text;
        }

        return text;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Tenant} at {Url.Host}";
}
