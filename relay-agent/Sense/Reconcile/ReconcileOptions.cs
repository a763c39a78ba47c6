namespace Butler.RelayAgent.Sense.Reconcile;

/// <summary>The search for executions without a datagram.</summary>
internal sealed record ReconcileOptions
{
    /// <summary>The interval.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The maximum period to search.</summary>
    public TimeSpan LookBack { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The period of the first search: failures from long before the installation are not alerted.</summary>
    public TimeSpan FirstLookBack { get; init; } = TimeSpan.FromHours(1);
}
