using Butler.Core.Configuration;
using Butler.Core.Events;
using Butler.Functions.Configuration;

namespace Butler.Functions.Alerts;

/// <summary>All that a channel may tell of an event. A channel is pure: alert in, message out.</summary>
internal sealed record Alert
{
    private static readonly AlertReason Alone = new();

    /// <summary>What happened.</summary>
    public required CloudEvent Event { get; init; }

    /// <summary>The event's JSON.</summary>
    public required ReadOnlyMemory<byte> Encoded { get; init; }

    /// <summary>The data of a task event; null for others.</summary>
    public TaskEventData? Task { get; init; }

    /// <summary>The delivery that this is.</summary>
    public required PlannedDelivery Delivery { get; init; }

    /// <summary>The site it belongs to.</summary>
    public required SiteOptions Site { get; init; }

    /// <summary>Links to show.</summary>
    public IReadOnlyList<LinkOptions> Links { get; init; } = [];

    /// <summary>The destination, the route's overrides put in.</summary>
    public required ChannelOptions Options { get; init; }

    /// <summary>Why it is sent.</summary>
    public AlertReason Reason => Delivery.Reason ?? Alone;

    /// <summary>Where a reader acknowledges it; null where nobody waits for that.</summary>
    [Secret]
    public Uri? AcknowledgeUrl { get; init; }

    /// <summary>Shows no member: some are secret.</summary>
    public override string ToString() => nameof(Alert);

    /// <summary>Whether an earlier attempt may have arrived although nobody could note it.</summary>
    public bool PossibleDuplicate { get; init; }
}
