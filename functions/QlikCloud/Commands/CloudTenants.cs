using Butler.Core.QlikCloud;
using Butler.Core.Text;
using Butler.Functions.Configuration;

namespace Butler.Functions.QlikCloud.Commands;

/// <summary>Finds the tenants and automations that requests name. All methods throw <see cref="CloudTargetException"/>.</summary>
internal sealed class CloudTenants(ConfigurationSource configuration)
{
    /// <summary>The tenant of a name.</summary>
    public async Task<TenantOptions> FindAsync(string name, CancellationToken cancellationToken)
    {
        var cloud = (await configuration.CurrentAsync(cancellationToken)).Cloud;
        if (cloud.Tenant(name) is { } tenant)
        {
            return tenant;
        }

        var names = cloud.Tenants.Select(each => each.Name).ToList();
        throw new CloudTargetException(404, names.Count == 0
            ? $"There is no tenant \"{name}\": qlikCloud.tenants in butler.yaml names none."
            : $"There is no tenant \"{name}\"; qlikCloud.tenants in butler.yaml has {string.Join(", ", names)}"
                + DidYouMean.Hint(name, names));
    }

    /// <summary>How a tenant is reached with its own credentials.</summary>
    public static CloudAccess Access(TenantOptions tenant, string what) => tenant.Access ?? throw new CloudTargetException(
        409,
        $"The tenant {tenant.Name} has neither apiKey nor oauth, so {what} is not possible: add one of them to the tenant in "
            + $"qlikCloud.tenants of butler.yaml.");

    /// <summary>The automation of a name in the configuration, or of an id.</summary>
    public static AutomationOptions Automation(TenantOptions tenant, string nameOrId)
    {
        if (tenant.Automation(nameOrId) is { } known)
        {
            return known;
        }

        return CloudIds.IsId(nameOrId) ? new AutomationOptions(nameOrId) : throw new CloudTargetException(
            404, $"\"{nameOrId}\" is neither the id of an automation nor {Known(tenant, nameOrId)}");
    }

    /// <summary>The names of automations in the configuration, as the end of a sentence about one that was not found.</summary>
    public static string Known(TenantOptions tenant, string name) => tenant.Automations.Count == 0
        ? $"a name in automations of the tenant {tenant.Name}, which has none in butler.yaml."
        : $"a name in automations of the tenant {tenant.Name} in butler.yaml: {string.Join(", ", tenant.Automations.Keys)}"
            + DidYouMean.Hint(name, tenant.Automations.Keys);
}
