using System.Text.Json.Serialization;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Plans;

namespace Butler.Functions.Incidents;

/// <summary>That something fails for a route, from the first alert until it succeeds again.</summary>
internal sealed record Incident
{
    /// <summary>24 hexadecimal digits, made from what fails, the route and the first event; the first 16 lead to its partition.</summary>
    public required string Id { get; init; }

    public required string Route { get; init; }

    public string? Site { get; init; }

    /// <summary>The event whose alert opened it.</summary>
    public required EventSummary First { get; init; }

    /// <summary>When the last failure happened, UTC, see <see cref="CloudEvent.OrderTime"/>.</summary>
    public DateTimeOffset Last { get; init; }

    /// <summary>When the last failure was received, UTC; null in what an older version stored.</summary>
    public DateTimeOffset? LastReceived { get; init; }

    /// <summary>The last failure's place in the order of events.</summary>
    [JsonIgnore]
    public EventOrder LastOrder
    {
        get => new(Last, LastReceived ?? Last);
        init => (Last, LastReceived) = (value.Time, value.Received);
    }

    /// <summary>How many failures there were, those held back included.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Who was told, and so is told of the end.</summary>
    [JsonPropertyName("told")]
    public IReadOnlyList<Target> Notified { get; init; } = [];

    /// <summary>When it was opened, UTC.</summary>
    public DateTimeOffset Opened { get; init; }

    /// <summary>When it escalates, UTC; null where its route does not.</summary>
    public DateTimeOffset? EscalateAt { get; init; }

    /// <summary>When it escalated, UTC.</summary>
    public DateTimeOffset? Escalated { get; init; }

    /// <summary>What was decided to be sent when it escalated; null before.</summary>
    public IReadOnlyList<PlannedDelivery>? Escalation { get; init; }

    /// <summary>When somebody acknowledged it, UTC.</summary>
    public DateTimeOffset? Acknowledged { get; init; }

    public string? AcknowledgedBy { get; init; }

    public string? Comment { get; init; }

    /// <summary>When the success happened that ended it, UTC; null while it is open.</summary>
    public DateTimeOffset? Resolved { get; init; }

    /// <summary>The id of that event.</summary>
    public string? ResolvedBy { get; init; }

    /// <summary>
    /// The incident of the group that this one is a member of: that one escalates, is acknowledged and ends for all of them. Null where it
    /// stands alone.
    /// </summary>
    public GroupMembership? Group { get; init; }

    /// <summary>How many members it has, where it is a group's; else 0.</summary>
    public int Members { get; init; }

    /// <summary>How many of them still fail.</summary>
    public int Failing { get; init; }

    /// <summary>When the last of those that have recovered did, UTC.</summary>
    public DateTimeOffset? Recovered { get; init; }

    /// <summary>The id of that event.</summary>
    public string? RecoveredBy { get; init; }

    /// <summary>What was decided to be sent when a group's last member recovered; null before.</summary>
    public IReadOnlyList<PlannedDelivery>? Resolution { get; init; }
}

/// <summary>A place in a group's incident.</summary>
/// <param name="Incident">The id of the group's incident.</param>
/// <param name="Member">Which member of it: made from what fails and from the lot that it joined with.</param>
internal sealed record GroupMembership(string Incident, string Member);

/// <summary>One of those that a group's incident is about: a task, an app, a service or a relay.</summary>
internal sealed record IncidentMember
{
    /// <summary>See <see cref="GroupMembership.Member"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Its first failure.</summary>
    public required EventSummary First { get; init; }

    /// <summary>How many failures it had, those held back included.</summary>
    public int Count { get; init; } = 1;

    /// <summary>When it recovered, UTC; null while it fails.</summary>
    public DateTimeOffset? Recovered { get; init; }

    /// <summary>The id of that event.</summary>
    public string? RecoveredBy { get; init; }
}
