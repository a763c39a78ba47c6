using Butler.Core.Configuration;

namespace Butler.Local.QlikCloud.Control;

/// <summary>The body of <c>PUT /control/tenants/TENANT/users/ID</c>.</summary>
internal sealed record UserSeed
{
    public required string Name { get; init; }

    public string? Email { get; init; }
}

/// <summary>The body of <c>PUT /control/tenants/TENANT/spaces/ID</c>.</summary>
internal sealed record SpaceSeed
{
    public required string Name { get; init; }

    public string Type { get; init; } = "shared";

    public string? OwnerId { get; init; }
}

/// <summary>The body of <c>PUT /control/tenants/TENANT/automations/ID</c>.</summary>
internal sealed record AutomationSeed
{
    public required string Name { get; init; }

    public string? OwnerId { get; init; }

    public string? SpaceId { get; init; }

    /// <summary>Null: the automation is not triggered by calls.</summary>
    [Secret]
    public string? ExecutionToken { get; init; }

    public override string ToString() => $"{nameof(AutomationSeed)} {Name}";
}

/// <summary>The body of <c>POST /control/tenants/TENANT/webhooks/ID/disable</c>.</summary>
internal sealed record DisableOrder
{
    public required string Reason { get; init; }

    public string? Code { get; init; }
}
