using Butler.Core.Configuration;
using Butler.Core.QlikCloud;

namespace Butler.Functions.Configuration;

/// <summary>Reads a tenant of <c>qlikCloud</c>.</summary>
internal static class TenantYaml
{
    private const int MaxName = 50;

    private static readonly YamlType<string> Name = Yaml.Text.Then((string name, out string result) =>
    {
        result = name;
        return name.Length <= MaxName && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? null
            : $"is \"{name}\"; the name is a part of the webhook's address: at most {MaxName} lower-case letters, digits and hyphens";
    });

    private static readonly YamlType<CloudOAuthClient?> OAuth = Yaml.Object(keys => (CloudOAuthClient?)new CloudOAuthClient(
        keys.Required("clientId", Yaml.Text, "The client's id.") ?? "",
        keys.Required("clientSecret", Yaml.Secret, "The client's secret.") ?? ""));

    private static readonly YamlType<string> AutomationId = Yaml.Text.Then((string id, out string result) =>
    {
        result = id;
        return CloudIds.IsId(id) ? null : $"is \"{id}\", expected the automation's id: letters, digits, hyphens and underscores";
    });

    private static readonly YamlType<AutomationOptions> Automation = Yaml.Object(keys => new AutomationOptions(
        keys.Required("id", AutomationId, "The automation's id.") ?? "")
    {
        Token = keys.Optional(
            "token", Yaml.Secret,
            "The execution token of an automation in the run mode \"triggered\". apiKey or oauth starts it if absent."),
    });

    private static readonly YamlType<TenantScope> Only = Yaml.Object(keys => new TenantScope
    {
        Spaces = Names(keys, "spaces", "Names or ids of spaces; * matches any characters."),
        Apps = Names(keys, "apps", "Names or ids of apps; * matches any characters."),
        Owners = Names(keys, "owners", "Names, ids or e-mail addresses of owners; * matches any characters."),
        Tags = Names(keys, "tags", "Tags of apps; * matches any characters."),
    });

    /// <summary>A tenant.</summary>
    public static YamlType<TenantOptions> Type { get; } = Yaml.Object(keys =>
    {
        var name = keys.Required("name", Name, "A name of your choice, with which the webhook's address ends.") ?? "";
        var url = keys.Required("url", Yaml.PublicUrl(), "The tenant's address, such as https://acme.eu.qlikcloud.com.");
        return new TenantOptions
        {
            Name = name,
            Url = url,
            Secrets = keys.Required(
                "secrets", Yaml.List(Yaml.Secret), "The webhook's secret; two while a new one replaces an old one.") ?? [],
            Access = Access(keys, name, url),
            Comment = keys.Optional("comment", Yaml.Text, "The tenant in words, for alerts."),
            Links = keys.Optional("links", Yaml.List(LinkYaml.Type), [], "Links shown with the alerts of this tenant."),
            Automations = keys.Optional(
                "automations", Yaml.Map(Automation), new Dictionary<string, AutomationOptions>(),
                "Automations that can be started by a name of your choice."),
            Only = keys.Optional("only", Only, new TenantScope(), "What is cared for; everything else is recorded only."),
        };
    });

    private static CloudAccess? Access(YamlKeys keys, string name, Uri? url)
    {
        var apiKey = keys.Optional("apiKey", Yaml.Secret, "An API key, with which the tenant is asked about apps, owners and logs.");
        var oauth = keys.Optional("oauth", OAuth, "An OAuth client for machine-to-machine access, in place of apiKey.");
        if (apiKey is not null && oauth is not null)
        {
            keys.Fail("oauth", "is given beside apiKey; a tenant is asked with one of them");
        }

        return url is null || (apiKey is null && oauth is null) ? null : new CloudAccess(name, url) { ApiKey = apiKey, OAuth = oauth };
    }

    private static IReadOnlyList<string> Names(YamlKeys keys, string key, string description) =>
        keys.Optional(key, Yaml.OneOrMore(Yaml.Text), [], description);
}
