using System.Text.Json.Serialization;
using Butler.Core.Events;

namespace Butler.Functions.Alerting;

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
    public IReadOnlyList<Target> Told { get; init; } = [];

    /// <summary>When it was opened, UTC.</summary>
    public DateTimeOffset Opened { get; init; }

    /// <summary>When it escalates, UTC; null where its route does not.</summary>
    public DateTimeOffset? EscalateAt { get; init; }

    /// <summary>When it escalated, UTC.</summary>
    public DateTimeOffset? Escalated { get; init; }

    /// <summary>What was decided to be sent when it escalated; null before.</summary>
    public IReadOnlyList<PlannedDelivery>? Escalation { get; init; }

    /// <summary>When somebody said that they see to it, UTC.</summary>
    public DateTimeOffset? Acknowledged { get; init; }

    public string? AcknowledgedBy { get; init; }

    public string? Comment { get; init; }

    /// <summary>When the success happened that ended it, UTC; null while it is open.</summary>
    public DateTimeOffset? Resolved { get; init; }

    /// <summary>The id of that event.</summary>
    public string? ResolvedBy { get; init; }
}
