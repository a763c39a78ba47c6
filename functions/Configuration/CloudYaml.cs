using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>Reads <c>qlikCloud</c>.</summary>
internal static class CloudYaml
{
    private const int MaxName = 50;

    private static readonly YamlType<string> Name = Yaml.Text.Then((string name, out string result) =>
    {
        result = name;
        return name.Length <= MaxName && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? null
            : $"is \"{name}\"; the name is a part of the webhook's address: at most {MaxName} lower-case letters, digits and hyphens";
    });

    private static readonly YamlType<TenantOptions> Tenant = Yaml.Object(keys =>
    {
        keys.NotBuilt("apiKey", "asking Qlik Cloud");
        keys.NotBuilt("oauth", "asking Qlik Cloud");
        return new TenantOptions
        {
            Name = keys.Required("name", Name, "A name of your choice, with which the webhook's address ends.") ?? "",
            Url = keys.Required("url", Yaml.PublicUrl(), "The tenant's address, such as https://acme.eu.qlikcloud.com."),
            Secrets = keys.Required(
                "secrets", Yaml.List(Yaml.Secret), "The webhook's secret; two while a new one replaces an old one.") ?? [],
            Comment = keys.Optional("comment", Yaml.Text, "The tenant in words, for alerts."),
        };
    });

    /// <summary>The section.</summary>
    public static YamlType<IReadOnlyList<TenantOptions>> Type { get; } = Yaml.Object(keys =>
    {
        var tenants = keys.Required("tenants", Yaml.List(Tenant), "The tenants whose webhooks call.") ?? [];
        foreach (var twice in tenants.GroupBy(tenant => tenant.Name).Where(same => same.Key.Length > 0 && same.Count() > 1))
        {
            keys.Fail("tenants", $"has two tenants named \"{twice.Key}\"; a tenant's name must be unique");
        }

        if (tenants.FirstOrDefault(tenant => tenant.Secrets is []) is { } open && !keys.IsFaulty("tenants"))
        {
            keys.Fail("tenants", $"has the tenant \"{open.Name}\" without a secret; each call of its webhook must be signed");
        }

        return tenants;
    });
}
