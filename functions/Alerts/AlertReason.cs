using System.Text.Json.Serialization;
using Butler.Core.Events;

namespace Butler.Functions.Alerts;

internal enum AlertKind
{
    /// <summary>For a single event.</summary>
    Single,

    /// <summary>For a group; its event is the first of the group.</summary>
    Group,

    /// <summary>The task succeeds again; its event is the success.</summary>
    Resolved,

    /// <summary>Nobody has reacted; its event is the failure.</summary>
    Escalated,

    /// <summary>
    /// Somebody has acknowledged the incident; its event is the failure. Only channels that keep their own incidents are notified.
    /// </summary>
    Acknowledged,

    /// <summary>A test of a channel; its event is a sample.</summary>
    Test,
}

/// <summary>Why an alert is sent, and its details besides the event.</summary>
internal sealed record AlertReason
{
    public AlertKind Kind { get; init; }

    /// <summary>The id of the open incident, for the acknowledgement; null when no acknowledgement is expected.</summary>
    public string? Incident { get; init; }

    /// <summary>The first event of the incident, for a resolved or escalated incident.</summary>
    public EventSummary? First { get; init; }

    /// <summary>How many events the group or the incident has.</summary>
    public int Count { get; init; } = 1;

    /// <summary>
    /// The group's events in the order of their times, or the first failure of each member of a group's incident; at most the first fifty.
    /// </summary>
    public IReadOnlyList<EventSummary> Members { get; init; } = [];

    /// <summary>
    /// The total number of <see cref="Members"/>, when a group's incident escalates (members that still fail) or ends (all members); else
    /// 0.
    /// </summary>
    public int MemberCount { get; init; }

    /// <summary>How many members of a group, or of the escalation of its incident, have succeeded again.</summary>
    public int Recovered { get; init; }

    /// <summary>
    /// The common key of all alerts of a group's incident, from the first to the end; null when the failing thing is the key.
    /// </summary>
    public string? Correlation { get; init; }

    /// <summary>Whether the alert is about several things, so that the details of one task do not apply.</summary>
    [JsonIgnore]
    public bool IsMany => Kind == AlertKind.Group || MemberCount > 1;

    /// <summary>The total number of members, of which the first are listed.</summary>
    [JsonIgnore]
    public int Listed => Kind == AlertKind.Group ? Count : MemberCount;
}

/// <summary>A summary of an event.</summary>
internal sealed record EventSummary
{
    public required string Id { get; init; }

    public required string Type { get; init; }

    /// <summary>When the event happened according to its source, UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>When this system first received the event, UTC; null in rows of an older version.</summary>
    public DateTimeOffset? Received { get; init; }

    /// <summary>True when the time is not reliable, see <see cref="CloudEvent.Skewed"/>.</summary>
    public bool? Skewed { get; init; }

    /// <summary>See <see cref="CloudEvent.OrderTime"/>.</summary>
    [JsonIgnore]
    public DateTimeOffset OrderTime => Skewed is true && Received is { } received ? received : Time;

    /// <summary>The position in the order of events.</summary>
    [JsonIgnore]
    public EventOrder Order => new(OrderTime, Received ?? Time);

    public string? Task { get; init; }

    public string? App { get; init; }

    public string? Host { get; init; }

    /// <summary>The line that names the cause, shortened.</summary>
    public string? Error { get; init; }
}
