namespace Butler.Functions.Alerts;

/// <summary>A delivery: one alert for one channel.</summary>
internal sealed record PlannedDelivery
{
    /// <summary>Hash of event, route, channel and recipient.</summary>
    public required string Id { get; init; }

    /// <summary>The route's name.</summary>
    public required string Route { get; init; }

    /// <summary>The channel's name.</summary>
    public required string Channel { get; init; }

    /// <summary>The recipient within the channel; null where a channel has none.</summary>
    public string? Recipient { get; init; }

    /// <summary>
    /// Why it can never be sent, such as an invalid address: it is recorded as dead at once. Null when it can be sent.
    /// </summary>
    public string? Fault { get; init; }

    /// <summary>The window it holds; null without a throttle.</summary>
    public ThrottleHold? Throttle { get; init; }

    /// <summary>Before when it is not sent, UTC: the end of the time at which its route is muted. Null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Whether it belongs to the route's escalation.</summary>
    public bool Escalated { get; init; }

    /// <summary>Why it is sent, where that is not its event alone.</summary>
    public AlertReason? Reason { get; init; }

    /// <summary>What was taken as met for want of knowledge, by the names of the configuration's fields.</summary>
    public IReadOnlyList<string> FailedOpen { get; init; } = [];
}

/// <summary>A reserved throttle window and what was held back before it.</summary>
internal sealed record ThrottleHold
{
    /// <summary>The partition of the window's row.</summary>
    public required string Key { get; init; }

    /// <summary>Who holds it: the id of the delivery that reserved it.</summary>
    public required string Holder { get; init; }

    /// <summary>How many events were held back since the last alert.</summary>
    public int HeldBack { get; init; }

    /// <summary>When the first of them happened, UTC.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the window ends, UTC.</summary>
    public DateTimeOffset Until { get; init; }
}
