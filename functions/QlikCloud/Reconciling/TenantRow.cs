namespace Butler.Functions.QlikCloud.Reconciling;

/// <summary>What is known about a tenant.</summary>
/// <param name="Name">The tenant's name in the configuration.</param>
internal sealed record TenantRow(string Name)
{
    /// <summary>When the tenant was asked last, UTC.</summary>
    public DateTimeOffset? Asked { get; init; }

    /// <summary>Reloads that ended before this time are compared, UTC; null before the first comparison.</summary>
    public DateTimeOffset? ComparedTo { get; init; }

    /// <summary>The number of reloads of which no webhook told.</summary>
    public int Found { get; init; }

    /// <summary>The webhook in a word or a sentence: <c>enabled</c>, why it is disabled, or why it is not known.</summary>
    public string? Webhook { get; init; }

    /// <summary>The day of the last look at API keys.</summary>
    public DateTimeOffset? KeysSeen { get; init; }

    /// <summary>Why the tenant cannot be asked.</summary>
    public TenantProblem? Access { get; init; }

    /// <summary>Why the webhook does not call.</summary>
    public TenantProblem? Calls { get; init; }
}

/// <summary>A problem with a tenant.</summary>
/// <param name="Reason">What is wrong, and what to do.</param>
/// <param name="Since">When it was first seen, UTC.</param>
/// <param name="IsTold">Whether an event told of it.</param>
internal sealed record TenantProblem(string Reason, DateTimeOffset Since, bool IsTold);
