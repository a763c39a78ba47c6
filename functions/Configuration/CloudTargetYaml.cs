using Butler.Core.Configuration;
using Butler.Core.Text;

namespace Butler.Functions.Configuration;

/// <summary>Reads <c>cloud</c> of a schedule.</summary>
internal static class CloudTargetYaml
{
    private static readonly YamlType<string> Id = Yaml.Text.Then((string id, out string result) =>
    {
        result = id;
        return CloudIds.IsId(id) ? null : $"is \"{id}\", expected an id of letters, digits, hyphens and underscores";
    });

    private static readonly YamlType<string> Automation = Yaml.Text.Then((string name, out string result) =>
    {
        result = name;
        return string.IsNullOrWhiteSpace(name) ? "is empty; expected the automation's id, or its name in automations of the tenant" : null;
    });

    public static YamlType<CloudTarget?> Type { get; } = Yaml.Object(keys =>
    {
        var target = new CloudTarget(keys.Required("tenant", Yaml.Text, "The tenant's name in qlikCloud.tenants.") ?? "")
        {
            App = keys.Optional("app", Id, "The id of the app to reload."),
            Partial = keys.Optional("partial", Yaml.Bool, false, "Whether the reload is a partial one."),
            Automation = keys.Optional("automation", Automation, "The automation's id, or its name in automations of the tenant."),
        };
        if (keys.IsReading && !keys.IsFaulty("app") && !keys.IsFaulty("automation") && target.Problem() is { } problem)
        {
            keys.Fail(target.App is not null && target.Automation is not null ? "automation" : target.Partial ? "partial" : "app", problem);
        }

        return (CloudTarget?)target;
    });

    /// <summary>Whether the tenant of a target can be asked for it; null when it can, else the fault as the end of a sentence.</summary>
    public static string? Fault(CloudTarget target, CloudOptions cloud)
    {
        if (cloud.Tenant(target.Tenant) is not { } tenant)
        {
            var names = cloud.Tenants.Select(each => each.Name).ToList();
            return $"names the tenant \"{target.Tenant}\", which is not among qlikCloud.tenants{DidYouMean.Hint(target.Tenant, names)}";
        }

        if (target.Automation is { } name && tenant.Automation(name) is null && !CloudIds.IsId(name))
        {
            return $"names the automation \"{name}\", which is neither an id nor among automations of the tenant {tenant.Name}"
                + DidYouMean.Hint(name, tenant.Automations.Keys);
        }

        return tenant.Access is not null || (target.Automation is { } own && tenant.Automation(own)?.Token is not null)
            ? null
            : $"names the tenant \"{tenant.Name}\", which has neither apiKey nor oauth; one of them is needed to start "
                + (target.App is not null ? "reloads" : "automations without a token");
    }
}
