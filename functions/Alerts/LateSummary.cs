namespace Butler.Functions.Alerts;

/// <summary>A summary of events that came too late for alerts of their own: the data of <c>butler.event.late</c>.</summary>
internal sealed record LateSummary
{
    /// <summary>The route that they matched.</summary>
    public required string Route { get; init; }

    /// <summary>The number of events.</summary>
    public int Count { get; init; }

    /// <summary>When the first event happened, UTC.</summary>
    public DateTimeOffset First { get; init; }

    /// <summary>When the last event happened, UTC.</summary>
    public DateTimeOffset Last { get; init; }

    /// <summary>Some of the events, in words.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];
}
