using Butler.Core.Configuration;
using Butler.Core.QlikCloud;
using Butler.Functions.Configuration;

namespace Butler.Cli.Cloud;

/// <summary>A tenant, and the app whose webhook it calls.</summary>
internal sealed record CloudConnection
{
    public required TenantOptions Tenant { get; init; }

    /// <summary>The address of the simulated Qlik Cloud; null for the genuine one.</summary>
    [Secret]
    public Uri? Simulator { get; init; }

    /// <summary>The app's address; null if it is not known.</summary>
    public string? App { get; init; }

    /// <summary>The tenant and where it is, for the first line of the output.</summary>
    public string Title => Simulator is { } local
        ? $"Tenant {Tenant.Name} of the simulated Qlik Cloud at {local.GetLeftPart(UriPartial.Authority)}"
        : $"Tenant {Tenant.Name} at {Tenant.Url.GetLeftPart(UriPartial.Authority)}";

    /// <summary>The clients, of which one reaches the tenant.</summary>
    public CloudClients Clients(TimeProvider time) => new(time, new Random(), Simulator);

    public override string ToString() => nameof(CloudConnection);
}
