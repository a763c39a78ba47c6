namespace Butler.Local.QlikCloud.Tenants;

/// <summary>A reload.</summary>
internal sealed record TenantReload
{
    /// <summary>24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    public required string AppId { get; init; }

    public required string UserId { get; init; }

    /// <summary>One of <see cref="ReloadStatus"/>.</summary>
    public string Status { get; init; } = ReloadStatus.Queued;

    /// <summary>The trigger, such as <c>chronos</c> or <c>external</c>.</summary>
    public string Type { get; init; } = "chronos";

    public bool Partial { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    /// <summary>The script log; null until the reload has ended, and if it never began.</summary>
    public string? Log { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }
}
