namespace Butler.Local.QlikCloud.Events;

/// <summary>The end of a reload: the facts in both of Qlik Cloud's events about it.</summary>
internal sealed record ReloadEnd
{
    /// <summary>24 hexadecimal digits.</summary>
    public required string ReloadId { get; init; }

    public required string AppId { get; init; }

    /// <summary>Only the engine's event names the app; null: unknown.</summary>
    public string? AppName { get; init; }

    /// <summary><c>SUCCEEDED</c>, <c>FAILED</c>, <c>CANCELED</c> or <c>EXCEEDED_LIMIT</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The trigger: <c>hub</c>, <c>chronos</c>, <c>external</c>, <c>automations</c> and others.</summary>
    public string Type { get; init; } = "chronos";

    public bool Partial { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public string? TenantId { get; init; }

    public string? UserId { get; init; }

    public string? OwnerId { get; init; }

    public string? SpaceId { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset Ended { get; init; }
}
