namespace Butler.Cli.Up;

/// <summary>The simulated Qlik Cloud of a running system.</summary>
/// <param name="Address">The address below which the tenants are.</param>
/// <param name="Tenant">The tenant of <see cref="DefaultConfiguration"/>; null if a configuration is given.</param>
/// <param name="SecretFile">The file with the webhook's secret; null if the environment has it.</param>
internal sealed record CloudAddress(string Address, string? Tenant, string? SecretFile)
{
    public override string ToString() => $"{nameof(CloudAddress)} {Address}";
}
