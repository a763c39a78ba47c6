using System.Text.RegularExpressions;
using Butler.Core.ScriptLogs;

namespace Butler.Functions.Configuration;

/// <summary>The section <c>qlikCloud</c>.</summary>
internal sealed record CloudOptions
{
    /// <summary>The tenants whose webhooks call.</summary>
    public IReadOnlyList<TenantOptions> Tenants { get; init; } = [];

    /// <summary>How script logs are read.</summary>
    public CloudScriptLogOptions ScriptLog { get; init; } = new();

    /// <summary>How tenants are asked for reloads of which no webhook told.</summary>
    public CloudReconcileOptions Reconcile { get; init; } = new();

    /// <summary>Finds a tenant by its name; null when the configuration has no such tenant.</summary>
    public TenantOptions? Tenant(string name) =>
        Tenants.FirstOrDefault(tenant => tenant.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>How script logs are read.</summary>
internal sealed record CloudScriptLogOptions
{
    /// <summary>What events keep of a script log.</summary>
    public ScriptLogParts Parts { get; init; } = new();

    /// <summary>The operator's patterns of secrets, besides the known ones.</summary>
    public IReadOnlyList<Regex> Redact { get; init; } = [];
}

/// <summary>How tenants are asked for reloads of which no webhook told.</summary>
internal sealed record CloudReconcileOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>How often.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How far back, at the first time and after an outage.</summary>
    public TimeSpan LookBack { get; init; } = TimeSpan.FromHours(12);
}
