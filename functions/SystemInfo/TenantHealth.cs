namespace Butler.Functions.SystemInfo;

/// <summary>A tenant of Qlik Cloud, as it was when it was asked last.</summary>
internal sealed record TenantHealth
{
    public required string Name { get; init; }

    /// <summary>
    /// <c>ok</c>, <c>failing</c>, <c>unknown</c> before the first answer, or <c>webhook only</c> for a tenant that is never asked.
    /// </summary>
    public required string State { get; init; }

    /// <summary>When it was asked last, UTC.</summary>
    public DateTimeOffset? Asked { get; init; }

    /// <summary>Up to when its reloads were compared with what the webhook told, UTC.</summary>
    public DateTimeOffset? ComparedTo { get; init; }

    /// <summary>The number of reloads of which no webhook told.</summary>
    public int? Missed { get; init; }

    /// <summary>The webhook in a word or a sentence.</summary>
    public string? Webhook { get; init; }

    /// <summary>What is wrong, and since when; null when nothing is.</summary>
    public IReadOnlyList<string>? Problems { get; init; }
}
