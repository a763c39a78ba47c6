using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Control;

/// <summary>The answer of <c>GET /control/tenants/TENANT</c>, without secrets.</summary>
internal sealed record TenantContent
{
    public required string Id { get; init; }

    public required IReadOnlyList<NamedItem> Apps { get; init; }

    public required IReadOnlyList<NamedItem> Users { get; init; }

    public required IReadOnlyList<NamedItem> Spaces { get; init; }

    public required IReadOnlyList<AutomationItem> Automations { get; init; }

    public required IReadOnlyList<NamedItem> Webhooks { get; init; }

    /// <summary>The number of reloads.</summary>
    public required int Reloads { get; init; }

    public static TenantContent Of(Tenant tenant) => new()
    {
        Id = tenant.Id,
        Apps = [.. tenant.Apps.All.Select(app => new NamedItem(app.Id, app.Name))],
        Users = [.. tenant.Users.All.Select(user => new NamedItem(user.Id, user.Name))],
        Spaces = [.. tenant.Spaces.All.Select(space => new NamedItem(space.Id, space.Name))],
        Automations = [.. tenant.Automations.All.Select(item => new AutomationItem(item.Id, item.Name, item.Runs))],
        Webhooks = [.. tenant.Webhooks.All.Select(webhook => new NamedItem(webhook.Id, webhook.Name))],
        Reloads = tenant.Reloads.All.Count,
    };
}

internal sealed record NamedItem(string Id, string Name);

internal sealed record AutomationItem(string Id, string Name, IReadOnlyList<AutomationRun> Runs);
