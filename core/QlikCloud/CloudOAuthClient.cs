namespace Butler.Core.QlikCloud;

/// <summary>An OAuth client of a tenant, for machine-to-machine access.</summary>
/// <param name="Id">The client's id.</param>
/// <param name="Secret">The client's secret.</param>
public sealed record CloudOAuthClient(string Id, string Secret)
{
    /// <inheritdoc/>
    public override string ToString() => $"the OAuth client {Id}";
}
