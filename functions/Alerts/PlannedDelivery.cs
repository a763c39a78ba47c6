namespace Butler.Functions.Alerts;

/// <summary>A delivery: one alert for one channel.</summary>
internal sealed record PlannedDelivery
{
    /// <summary>The hash of event, route, channel and recipient.</summary>
    public required string Id { get; init; }

    /// <summary>The route's name.</summary>
    public required string Route { get; init; }

    /// <summary>The channel's name.</summary>
    public required string Channel { get; init; }

    /// <summary>The recipient within the channel; null for a channel without recipients.</summary>
    public string? Recipient { get; init; }

    /// <summary>
    /// Why the delivery can never be sent, such as an invalid address: it is then recorded as dead at once. Null when it can be sent.
    /// </summary>
    public string? Fault { get; init; }

    /// <summary>The throttle window that the delivery holds; null without a throttle.</summary>
    public ThrottleHold? Throttle { get; init; }

    /// <summary>The earliest time to send, UTC: the end of the mute of its route. Null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Whether the delivery belongs to the route's escalation.</summary>
    public bool Escalated { get; init; }

    /// <summary>Why the delivery is sent; null when the reason is only its event.</summary>
    public AlertReason? Reason { get; init; }

    /// <summary>The conditions that were treated as met because a value was unknown, by the names of the configuration's fields.</summary>
    public IReadOnlyList<string> FailedOpen { get; init; } = [];
}

/// <summary>A reserved throttle window, and the events that were held back before it.</summary>
internal sealed record ThrottleHold
{
    /// <summary>The partition of the window's row.</summary>
    public required string Key { get; init; }

    /// <summary>The holder: the id of the delivery that reserved the window.</summary>
    public required string Holder { get; init; }

    /// <summary>The number of events held back since the last alert.</summary>
    public int HeldBack { get; init; }

    /// <summary>When the first of these events happened, UTC.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the window ends, UTC.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>The ETag of the window's row when it was reserved; null in a plan of an older version.</summary>
    public string? ETag { get; init; }
}
