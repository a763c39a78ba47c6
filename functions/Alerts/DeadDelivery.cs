namespace Butler.Functions.Alerts;

/// <summary>A delivery that was given up: the data of <c>butler.delivery.dead</c>.</summary>
internal sealed record DeadDelivery
{
    public required string Id { get; init; }

    public required string EventId { get; init; }

    public required string EventType { get; init; }

    public required string Route { get; init; }

    public required string Channel { get; init; }

    public string? Recipient { get; init; }

    public required string Reason { get; init; }

    public int Attempts { get; init; }

    /// <summary>The argument for <c>butler deliveries show</c> and <c>replay</c>.</summary>
    public string? Reference { get; init; }
}
