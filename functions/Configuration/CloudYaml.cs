using Butler.Core.Configuration;
using Butler.Core.ScriptLogs;

namespace Butler.Functions.Configuration;

/// <summary>Reads <c>qlikCloud</c>.</summary>
internal static class CloudYaml
{
    private static readonly TimeSpan ShortestEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestLookBack = TimeSpan.FromDays(7);

    private static readonly YamlType<TimeSpan> Every = Yaml.Duration.Then((TimeSpan time, out TimeSpan result) =>
    {
        result = time;
        return time >= ShortestEvery && time <= TimeSpan.FromDays(1) ? null : "must be from 5m to 1d";
    });

    private static readonly YamlType<TimeSpan> LookBack = Yaml.Duration.Then((TimeSpan time, out TimeSpan result) =>
    {
        result = time;
        return time >= TimeSpan.FromHours(1) && time <= LongestLookBack ? null : "must be from 1h to 7d";
    });

    private static readonly YamlType<CloudReconcileOptions> Reconcile = Yaml.Object(keys =>
    {
        var standard = new CloudReconcileOptions();
        return new CloudReconcileOptions
        {
            Enabled = keys.Optional("enabled", Yaml.Bool, standard.Enabled, "Whether tenants are asked."),
            Every = keys.Optional("every", Every, standard.Every, "How often."),
            LookBack = keys.Optional("lookBack", LookBack, standard.LookBack, "How far back, at the first time and after an outage."),
        };
    });

    private static readonly YamlType<CloudScriptLogOptions> ScriptLog = Yaml.Object(keys => new CloudScriptLogOptions
    {
        Parts = ScriptLogYaml.Parts(keys),
        Redact = ScriptLogYaml.Redact(keys),
    });

    /// <summary>The section.</summary>
    public static YamlType<CloudOptions> Type { get; } = Yaml.Object(keys => new CloudOptions
    {
        Tenants = Tenants(keys),
        ScriptLog = keys.Optional("scriptLog", ScriptLog, new CloudScriptLogOptions(), "How script logs are read."),
        Reconcile = keys.Optional("reconcile", Reconcile, new CloudReconcileOptions(), "How what the webhook missed is found."),
    });

    private static IReadOnlyList<TenantOptions> Tenants(YamlKeys keys)
    {
        var tenants = keys.Required("tenants", Yaml.List(TenantYaml.Type), "The tenants whose webhooks call.") ?? [];
        foreach (var twice in tenants.GroupBy(tenant => tenant.Name).Where(same => same.Key.Length > 0 && same.Count() > 1))
        {
            keys.Fail("tenants", $"has two tenants named \"{twice.Key}\"; a tenant's name must be unique");
        }

        if (tenants.FirstOrDefault(tenant => tenant.Secrets is []) is { } open && !keys.IsFaulty("tenants"))
        {
            keys.Fail("tenants", $"has the tenant \"{open.Name}\" without a secret; each call of its webhook must be signed");
        }

        return tenants;
    }
}
