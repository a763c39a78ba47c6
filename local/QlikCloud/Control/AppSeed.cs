using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Control;

/// <summary>The body of <c>PUT /control/tenants/TENANT/apps/ID</c>. Missing values are those of the known app, or defaults.</summary>
internal sealed record AppSeed
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    public string? OwnerId { get; init; }

    public string? SpaceId { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public bool? HasSectionAccess { get; init; }

    public DateTimeOffset? Published { get; init; }

    /// <summary>In bytes.</summary>
    public long? FileSize { get; init; }

    /// <summary>The status in which started reloads end.</summary>
    public string? EndsIn { get; init; }

    /// <exception cref="Answers.TenantRefusalException">The status is not the end of a reload.</exception>
    public TenantApp Apply(Tenant tenant, string id)
    {
        var app = tenant.Apps.Find(id) ?? NewApp.Of(tenant, id);
        return app with
        {
            Name = Name ?? app.Name,
            Description = Description ?? app.Description,
            OwnerId = OwnerId ?? app.OwnerId,
            SpaceId = SpaceId ?? app.SpaceId,
            Tags = Tags ?? app.Tags,
            HasSectionAccess = HasSectionAccess ?? app.HasSectionAccess,
            Published = Published ?? app.Published,
            FileSize = FileSize ?? app.FileSize,
            EndsIn = EndsIn is null ? app.EndsIn : EndOrder.Checked(EndsIn),
        };
    }
}
