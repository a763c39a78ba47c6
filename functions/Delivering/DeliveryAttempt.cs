using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Queues;

namespace Butler.Functions.Delivering;

/// <summary>One attempt to send a delivery, under its lease.</summary>
internal sealed record DeliveryAttempt
{
    /// <summary>The message from the queue.</summary>
    public required TriggerMessage Message { get; init; }

    /// <summary>What it holds.</summary>
    public required DeliveryMessage Delivery { get; init; }

    /// <summary>The configuration.</summary>
    public required ButlerOptions Options { get; init; }

    /// <summary>The channel, with the route's overrides; null where the configuration has it no more.</summary>
    public ChannelOptions? Channel { get; init; }

    /// <summary>The place at the channel's destination; null where none is needed.</summary>
    public CircuitPass? Pass { get; init; }

    /// <summary>The row, with this attempt's lease.</summary>
    public required DeliveryRow Lease { get; init; }

    /// <summary>The delivery as it was planned.</summary>
    public PlannedDelivery Planned => Delivery.Delivery;

    /// <summary>The event in a few words.</summary>
    public string What => Describe(Delivery);

    public static string Describe(DeliveryMessage delivery) => $"{delivery.Event.Type} {delivery.Event.Id}";
}
