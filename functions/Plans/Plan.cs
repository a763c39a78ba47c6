using System.Text.Json.Serialization;
using Butler.Functions.Alerts;
using Butler.Functions.Timers;

namespace Butler.Functions.Plans;

/// <summary>The deliveries for an event, decided once and stored before anything is sent.</summary>
internal sealed record Plan
{
    /// <summary>The matching routes, for information.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    public IReadOnlyList<PlannedDelivery> Deliveries { get; init; } = [];

    /// <summary>The routes whose throttle holds the event back.</summary>
    public IReadOnlyList<string> HeldBack { get; init; } = [];

    /// <summary>Whether nothing is sent because the run has not ended; its end will be another event.</summary>
    public bool WaitsForEnd { get; init; }

    /// <summary>The routes that will include the event in a summary, because it came late.</summary>
    public IReadOnlyList<string> Late { get; init; } = [];

    /// <summary>The routes that were muted when the event happened.</summary>
    public IReadOnlyList<string> Muted { get; init; } = [];

    /// <summary>The sends (route/channel) without a recipient for the event.</summary>
    public IReadOnlyList<string> NoRecipient { get; init; } = [];

    /// <summary>The groups that the event joins.</summary>
    public IReadOnlyList<GroupJoin> Groups { get; init; } = [];

    /// <summary>The wake-ups to schedule.</summary>
    public IReadOnlyList<WakeUp> Wakes { get; init; } = [];

    /// <summary>Whether nothing follows from the plan.</summary>
    [JsonIgnore]
    public bool IsEmpty => Deliveries.Count == 0 && Groups.Count == 0 && Wakes.Count == 0 && Late.Count == 0 && !WaitsForEnd;
}

/// <summary>The target of a route's alert.</summary>
internal sealed record Target
{
    /// <summary>The channel's name.</summary>
    public required string Channel { get; init; }

    /// <summary>The recipient within the channel; null for a channel without recipients.</summary>
    public string? Recipient { get; init; }

    /// <summary>Why nothing can be sent to the target, such as an invalid address; null for a valid target.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether the target belongs to the route's escalation.</summary>
    public bool Escalated { get; init; }

    /// <summary>The conditions that were treated as met because a value was unknown, by the names of the configuration's fields.</summary>
    public IReadOnlyList<string> FailedOpen { get; init; } = [];
}

/// <summary>An event's membership in a group.</summary>
internal sealed record GroupJoin
{
    /// <summary>The route's name.</summary>
    public required string Route { get; init; }

    /// <summary>The partition of the group's rows: the route and a hash of the common properties of its members.</summary>
    public required string Key { get; init; }

    /// <summary>The targets of this event's own alert.</summary>
    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>The route's conditions that were treated as met because a value was unknown.</summary>
    public IReadOnlyList<string> FailedOpen { get; init; } = [];
}

/// <summary>Source-generated JSON of plans.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, SentDelivery>))]
internal sealed partial class PlanJson : JsonSerializerContext;
