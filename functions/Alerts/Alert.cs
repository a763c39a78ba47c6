using Butler.Core.Configuration;
using Butler.Core.Events;
using Butler.Functions.Configuration;

namespace Butler.Functions.Alerts;

/// <summary>Everything that a channel may show of an event. A channel is pure: an alert in, a message out.</summary>
internal sealed record Alert
{
    private static readonly AlertReason Alone = new();

    public required CloudEvent Event { get; init; }

    /// <summary>The event as JSON; made for the channels that send it.</summary>
    public ReadOnlyMemory<byte> Encoded => Event.Encode();

    /// <summary>The data of a task event; null for others.</summary>
    public TaskEventData? Task { get; init; }

    /// <summary>The delivery that this is.</summary>
    public required PlannedDelivery Delivery { get; init; }

    public required SiteOptions Site { get; init; }

    public IReadOnlyList<LinkOptions> Links { get; init; } = [];

    /// <summary>The destination, with the route's overrides.</summary>
    public required ChannelOptions Options { get; init; }

    public AlertReason Reason => Delivery.Reason ?? Alone;

    /// <summary>The link to acknowledge the alert; null when it needs no acknowledgement.</summary>
    [Secret]
    public Uri? AcknowledgeUrl { get; init; }

    /// <summary>Shows no members, because some are secret.</summary>
    public override string ToString() => nameof(Alert);

    /// <summary>Whether an earlier attempt may have arrived without a record.</summary>
    public bool PossibleDuplicate { get; init; }
}
