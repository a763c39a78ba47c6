using System.Text.Json.Serialization;
using Butler.Core.Events;

namespace Butler.Functions.Alerting;

/// <summary>What is to be sent because of an event, decided once and stored before anything is sent.</summary>
internal sealed record Plan
{
    /// <summary>The routes that matched, for the record.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>The deliveries.</summary>
    public IReadOnlyList<PlannedDelivery> Deliveries { get; init; } = [];

    /// <summary>The routes that hold it back.</summary>
    public IReadOnlyList<string> HeldBack { get; init; } = [];

    /// <summary>Whether nothing is sent because its end is waited for, which will be an event of its own.</summary>
    public bool WaitsForEnd { get; init; }

    /// <summary>The routes that will sum it up because it came late.</summary>
    public IReadOnlyList<string> Late { get; init; } = [];

    /// <summary>The routes that are muted at the time at which it happened.</summary>
    public IReadOnlyList<string> Muted { get; init; } = [];

    /// <summary>The sends (route/channel) that have no recipient for it.</summary>
    public IReadOnlyList<string> NoRecipient { get; init; } = [];

    /// <summary>The groups that it joins.</summary>
    public IReadOnlyList<GroupJoin> Groups { get; init; } = [];

    /// <summary>What must be looked at again later.</summary>
    public IReadOnlyList<WakeUp> Wakes { get; init; } = [];
}

/// <summary>Where an alert of a route goes.</summary>
internal sealed record Target
{
    /// <summary>The channel's name.</summary>
    public required string Channel { get; init; }

    /// <summary>The recipient within the channel; null where a channel has none.</summary>
    public string? Recipient { get; init; }

    /// <summary>Why it can never get it, such as an address that is none; null when all is well.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether it is told when nobody reacts.</summary>
    public bool Escalated { get; init; }

    /// <summary>What was taken as met for want of knowledge, by the names of the configuration's fields.</summary>
    public IReadOnlyList<string> FailedOpen { get; init; } = [];
}

/// <summary>An event's place in a group.</summary>
internal sealed record GroupJoin
{
    /// <summary>The route's name.</summary>
    public required string Route { get; init; }

    /// <summary>The partition of the group's rows: the route and a hash of what its members have in common.</summary>
    public required string Key { get; init; }

    /// <summary>Where this event's own alert would go.</summary>
    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>The route's conditions that were taken as met for want of knowledge.</summary>
    public IReadOnlyList<string> FailedOpen { get; init; } = [];
}

/// <summary>A moment at which something is looked at again.</summary>
/// <param name="Kind">The kind of timer.</param>
/// <param name="Id">What is looked at.</param>
/// <param name="At">When, UTC.</param>
internal sealed record WakeUp(string Kind, string Id, DateTimeOffset At);

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

    /// <summary>Why it can never be sent, such as an address that is none: it is dead at once, and so is seen. Null when all is well.</summary>
    public string? Fault { get; init; }

    /// <summary>The window it holds; null without a throttle.</summary>
    public ThrottleHold? Throttle { get; init; }

    /// <summary>Before when it is not sent, UTC: the end of the time at which its route is muted. Null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Whether it is what the route sends when nobody reacts.</summary>
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

/// <summary>A delivery on the queue: what is to be sent, and the event. It holds no secret; Deliver adds the configuration of its moment.</summary>
internal sealed record DeliveryMessage
{
    /// <summary>The number of this form's schema.</summary>
    public int Schema { get; init; } = 1;

    public required PlannedDelivery Delivery { get; init; }

    /// <summary>When it was planned, UTC: attempts end a while after.</summary>
    public DateTimeOffset Planned { get; init; }

    public required CloudEvent Event { get; init; }
}

/// <summary>What lies on the queue <c>timers</c>.</summary>
/// <param name="Kind">What kind of thing is due, such as <c>late</c>.</param>
/// <param name="Id">Which one.</param>
/// <param name="Due">When, UTC.</param>
internal sealed record TimerMessage(string Kind, string Id, DateTimeOffset Due);

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

    /// <summary>What <c>butler deliveries show</c> and <c>replay</c> take.</summary>
    public string? Reference { get; init; }
}

/// <summary>Source-generated JSON of what this app stores and tells itself.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(DeliveryMessage))]
[JsonSerializable(typeof(TimerMessage))]
[JsonSerializable(typeof(LateSummary))]
[JsonSerializable(typeof(DeadDelivery))]
[JsonSerializable(typeof(GroupMember))]
[JsonSerializable(typeof(GroupPlan))]
[JsonSerializable(typeof(LatePlan))]
[JsonSerializable(typeof(Incident))]
[JsonSerializable(typeof(IncidentMember))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<PlannedDelivery>))]
internal sealed partial class AlertingJson : JsonSerializerContext;
