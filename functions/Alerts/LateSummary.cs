namespace Butler.Functions.Alerts;

/// <summary>A summary of events that came too late to be alerted one by one: the data of <c>butler.event.late</c>.</summary>
internal sealed record LateSummary
{
    /// <summary>The route that they matched.</summary>
    public required string Route { get; init; }

    /// <summary>How many they are.</summary>
    public int Count { get; init; }

    /// <summary>When the first of them happened, UTC.</summary>
    public DateTimeOffset First { get; init; }

    /// <summary>When the last of them happened, UTC.</summary>
    public DateTimeOffset Last { get; init; }

    /// <summary>Some of them, in words.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];
}
