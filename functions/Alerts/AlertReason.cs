using System.Text.Json.Serialization;
using Butler.Core.Events;

namespace Butler.Functions.Alerts;

/// <summary>Why an alert is sent.</summary>
internal enum AlertKind
{
    /// <summary>For its event alone.</summary>
    Single,

    /// <summary>For all of a group; its event is the first of them.</summary>
    Group,

    /// <summary>Because the task succeeds again; its event is that success.</summary>
    Resolved,

    /// <summary>Because nobody has reacted; its event is the failure.</summary>
    Escalated,

    /// <summary>Because somebody sees to it; its event is the failure. Only channels that keep incidents of their own are told.</summary>
    Acknowledged,

    /// <summary>To try a channel; its event is a sample.</summary>
    Test,
}

/// <summary>What an alert tells beyond its event.</summary>
internal sealed record AlertReason
{
    public AlertKind Kind { get; init; }

    /// <summary>The open incident's id, which an acknowledgement names; null where nobody waits for one.</summary>
    public string? Incident { get; init; }

    /// <summary>The first event of the incident, for what is resolved or escalated.</summary>
    public EventSummary? First { get; init; }

    /// <summary>How many events the group or the incident has.</summary>
    public int Count { get; init; } = 1;

    /// <summary>
    /// The group's events in the order of their times, or the first failure of each that a group's incident is about; the first fifty where there are more.
    /// </summary>
    public IReadOnlyList<EventSummary> Members { get; init; } = [];

    /// <summary>How many <see cref="Members"/> there are, where a group's incident escalates (those that still fail) or ends (all); else 0.</summary>
    public int MemberCount { get; init; }

    /// <summary>How many have succeeded again, of those that a group or the escalation of its incident is about.</summary>
    public int Recovered { get; init; }

    /// <summary>What the alerts of a group's incident have in common, from its first alert to its end; null where what fails says so.</summary>
    public string? Correlation { get; init; }

    /// <summary>Whether it is about more than one thing, so that no single task's details belong to it.</summary>
    [JsonIgnore]
    public bool IsMany => Kind == AlertKind.Group || MemberCount > 1;

    /// <summary>How many there are of which the first are listed.</summary>
    [JsonIgnore]
    public int Listed => Kind == AlertKind.Group ? Count : MemberCount;
}

/// <summary>An event in a few words.</summary>
internal sealed record EventSummary
{
    public required string Id { get; init; }

    public required string Type { get; init; }

    /// <summary>When it happened as its source says, UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>When this system first had it, UTC; null in what an older version stored.</summary>
    public DateTimeOffset? Received { get; init; }

    /// <summary>True where the time is not to be relied on, see <see cref="CloudEvent.Skewed"/>.</summary>
    public bool? Skewed { get; init; }

    /// <summary>See <see cref="CloudEvent.OrderTime"/>.</summary>
    [JsonIgnore]
    public DateTimeOffset OrderTime => Skewed is true && Received is { } received ? received : Time;

    /// <summary>Its place in the order of events.</summary>
    [JsonIgnore]
    public EventOrder Order => new(OrderTime, Received ?? Time);

    public string? Task { get; init; }

    public string? App { get; init; }

    public string? Host { get; init; }

    /// <summary>The line that says why, shortened.</summary>
    public string? Error { get; init; }
}
