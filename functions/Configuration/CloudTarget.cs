namespace Butler.Functions.Configuration;

/// <summary>What a schedule starts in Qlik Cloud: the reload of an app, or an automation.</summary>
/// <param name="Tenant">The tenant's name.</param>
internal sealed record CloudTarget(string Tenant)
{
    /// <summary>The id of the app; null for an automation.</summary>
    public string? App { get; init; }

    /// <summary>Whether the reload is a partial one.</summary>
    public bool Partial { get; init; }

    /// <summary>The id of the automation, or its name in the configuration; null for an app.</summary>
    public string? Automation { get; init; }

    /// <summary>The target in words.</summary>
    public string Describe() => App is not null
        ? $"the {(Partial ? "partial " : "")}reload of the app {App} in the tenant {Tenant}"
        : $"the automation \"{Automation}\" of the tenant {Tenant}";

    /// <summary>The fault of the target, without a look at the tenants; null for a valid target.</summary>
    public string? Problem() => (App, Automation) switch
    {
        (null, null) => "names nothing to start; expected app or automation",
        (not null, not null) => "names an app and an automation; a schedule starts one of them",
        (null, _) when Partial => "has partial beside an automation; only reloads are partial",
        _ => null,
    };
}
