using Butler.Core.Events;

namespace Butler.Functions.Alerts;

/// <summary>
/// A delivery on the queue: what is to be sent, and the event. It holds no secret; Deliver adds the configuration of its moment.
/// </summary>
internal sealed record DeliveryMessage
{
    /// <summary>The number of this form's schema.</summary>
    public int Schema { get; init; } = 1;

    public required PlannedDelivery Delivery { get; init; }

    /// <summary>When it was planned, UTC: attempts end a while after.</summary>
    public DateTimeOffset Planned { get; init; }

    public required CloudEvent Event { get; init; }
}
