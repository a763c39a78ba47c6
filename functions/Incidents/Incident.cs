using System.Text.Json.Serialization;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Plans;

namespace Butler.Functions.Incidents;

/// <summary>A failure of a thing for a route, from the first alert until the next success.</summary>
internal sealed record Incident
{
    /// <summary>
    /// 24 hexadecimal digits, derived from the failing thing, the route and the first event. The first 16 digits identify the partition.
    /// </summary>
    public required string Id { get; init; }

    public required string Route { get; init; }

    public string? Site { get; init; }

    /// <summary>The event that opened the incident.</summary>
    public required EventSummary First { get; init; }

    /// <summary>When the last failure happened, UTC, see <see cref="CloudEvent.OrderTime"/>.</summary>
    public DateTimeOffset Last { get; init; }

    /// <summary>When the last failure was received, UTC; null in rows of an older version.</summary>
    public DateTimeOffset? LastReceived { get; init; }

    /// <summary>The position of the last failure in the order of events.</summary>
    [JsonIgnore]
    public EventOrder LastOrder
    {
        get => new(Last, LastReceived ?? Last);
        init => (Last, LastReceived) = (value.Time, value.Received);
    }

    /// <summary>The number of failures, including those held back.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Who was notified, and will be notified of the end.</summary>
    [JsonPropertyName("told")]
    public IReadOnlyList<Target> Notified { get; init; } = [];

    /// <summary>When the incident was opened, UTC.</summary>
    public DateTimeOffset Opened { get; init; }

    /// <summary>When the incident escalates, UTC; null if its route has no escalation.</summary>
    public DateTimeOffset? EscalateAt { get; init; }

    /// <summary>When the incident escalated, UTC.</summary>
    public DateTimeOffset? Escalated { get; init; }

    /// <summary>The deliveries of the escalation; null before it.</summary>
    public IReadOnlyList<PlannedDelivery>? Escalation { get; init; }

    /// <summary>When the incident was acknowledged, UTC.</summary>
    public DateTimeOffset? Acknowledged { get; init; }

    public string? AcknowledgedBy { get; init; }

    public string? Comment { get; init; }

    /// <summary>When the success that ended the incident happened, UTC; null while it is open.</summary>
    public DateTimeOffset? Resolved { get; init; }

    /// <summary>The id of the success.</summary>
    public string? ResolvedBy { get; init; }

    /// <summary>
    /// The incident of the group of which this one is a member. The group's incident escalates, is acknowledged and ends for all members.
    /// Null for an incident without a group.
    /// </summary>
    public GroupMembership? Group { get; init; }

    /// <summary>The number of members of a group's incident; else 0.</summary>
    public int Members { get; init; }

    /// <summary>The number of failing members.</summary>
    public int Failing { get; init; }

    /// <summary>When the last recovered member recovered, UTC.</summary>
    public DateTimeOffset? Recovered { get; init; }

    /// <summary>The id of the event of that recovery.</summary>
    public string? RecoveredBy { get; init; }

    /// <summary>The deliveries after the recovery of a group's last member; null before it.</summary>
    public IReadOnlyList<PlannedDelivery>? Resolution { get; init; }
}

/// <summary>A membership in a group's incident.</summary>
/// <param name="Incident">The id of the group's incident.</param>
/// <param name="Member">The member's id: derived from the failing thing and its lot.</param>
internal sealed record GroupMembership(string Incident, string Member);

/// <summary>A member of a group's incident: a task, an app, a service or a relay.</summary>
internal sealed record IncidentMember
{
    /// <summary>See <see cref="GroupMembership.Member"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Its first failure.</summary>
    public required EventSummary First { get; init; }

    /// <summary>The number of its failures, including those held back.</summary>
    public int Count { get; init; } = 1;

    /// <summary>When the member recovered, UTC; null while it fails.</summary>
    public DateTimeOffset? Recovered { get; init; }

    /// <summary>The id of the event of the recovery.</summary>
    public string? RecoveredBy { get; init; }
}
