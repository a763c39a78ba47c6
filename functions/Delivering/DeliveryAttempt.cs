using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Queues;

namespace Butler.Functions.Delivering;

/// <summary>One attempt to send a delivery, under its lease.</summary>
internal sealed record DeliveryAttempt
{
    /// <summary>The message from the queue; null at a first attempt, which needs none.</summary>
    public TriggerMessage? Queued { get; init; }

    /// <summary>The delivery.</summary>
    public required DeliveryMessage Delivery { get; init; }

    public required ButlerOptions Options { get; init; }

    /// <summary>The channel, with the route's overrides; null when it has been removed from the configuration.</summary>
    public ChannelOptions? Channel { get; init; }

    /// <summary>The place at the channel's destination; null when none is needed.</summary>
    public CircuitPass? Pass { get; init; }

    /// <summary>The row, with this attempt's lease.</summary>
    public required DeliveryRow Lease { get; init; }

    public PlannedDelivery Planned => Delivery.Delivery;

    /// <summary>The message, as the queue has it or would have it.</summary>
    public TriggerMessage Message => Queued ?? DeliveryQueue.MessageOf(Delivery);

    /// <summary>A description of the delivery for logs.</summary>
    public string What => Describe(Delivery);

    public static string Describe(DeliveryMessage delivery) => $"{delivery.Event.Type} {delivery.Event.Id}";
}
