namespace Butler.Cli.RunningApp;

/// <summary>The simulated Qlik Cloud of a running <c>butler up</c>.</summary>
internal sealed record RunningCloud
{
    /// <summary>The address below which the tenants are.</summary>
    public required Uri Address { get; init; }

    /// <summary>The tenant that <c>butler up</c> has configured itself; null if it was given a configuration.</summary>
    public string? Tenant { get; init; }

    /// <summary>The file with the webhook's secret; null if <c>butler up</c> found the secret in its environment.</summary>
    public string? KeyFile { get; init; }
}
