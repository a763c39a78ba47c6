namespace Butler.RelayAgent.Sense.Reconcile;

/// <summary>Finding executions that no datagram told of.</summary>
internal sealed record ReconcileOptions
{
    /// <summary>How often to look.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How far back to look at most.</summary>
    public TimeSpan LookBack { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How far back to look the very first time: what failed long before the relay was there is no news.</summary>
    public TimeSpan FirstLookBack { get; init; } = TimeSpan.FromHours(1);
}
