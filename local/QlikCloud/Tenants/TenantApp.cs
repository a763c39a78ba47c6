using Butler.Local.Sense.Site;

namespace Butler.Local.QlikCloud.Tenants;

/// <summary>An app.</summary>
internal sealed record TenantApp
{
    /// <summary>A GUID.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public required string OwnerId { get; init; }

    /// <summary>Null: in the owner's personal space.</summary>
    public string? SpaceId { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public bool HasSectionAccess { get; init; }

    /// <summary>When it was published; null: not published.</summary>
    public DateTimeOffset? Published { get; init; }

    public string Thumbnail { get; init; } = "";

    /// <summary>In bytes.</summary>
    public long FileSize { get; init; } = 1 << 20;

    /// <summary>Null: never reloaded.</summary>
    public DateTimeOffset? LastReload { get; init; }

    /// <summary>The status in which started reloads end.</summary>
    public string EndsIn { get; init; } = ReloadStatus.Succeeded;

    /// <summary>The load script, and the lines that the engine writes when it fails.</summary>
    public ScriptFailure Failure { get; init; } = ScriptFailures.TableNotFound;
}
