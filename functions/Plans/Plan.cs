using System.Text.Json.Serialization;
using Butler.Functions.Alerts;
using Butler.Functions.Timers;

namespace Butler.Functions.Plans;

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

    /// <summary>Why nothing can ever be sent to it, such as an invalid address; null when it can be reached.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether it belongs to the route's escalation.</summary>
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

/// <summary>Source-generated JSON of plans.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Plan))]
internal sealed partial class PlanJson : JsonSerializerContext;
