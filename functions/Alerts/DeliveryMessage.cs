using Butler.Core.Events;

namespace Butler.Functions.Alerts;

/// <summary>
/// A delivery on the queue: the alert to send, and its event. It holds no secret; Deliver adds the current configuration.
/// </summary>
internal sealed record DeliveryMessage
{
    /// <summary>The version of the schema.</summary>
    public int Schema { get; init; } = 1;

    public required PlannedDelivery Delivery { get; init; }

    /// <summary>When the delivery was planned, UTC; attempts end some time later.</summary>
    public DateTimeOffset Planned { get; init; }

    public required CloudEvent Event { get; init; }
}
