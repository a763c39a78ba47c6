namespace Butler.Functions.Alerting;

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

    /// <summary>The group's events in the order of their times; the first fifty where there are more.</summary>
    public IReadOnlyList<EventSummary> Members { get; init; } = [];
}

/// <summary>An event in a few words.</summary>
internal sealed record EventSummary
{
    public required string Id { get; init; }

    public required string Type { get; init; }

    /// <summary>When it happened, UTC.</summary>
    public DateTimeOffset Time { get; init; }

    public string? Task { get; init; }

    public string? App { get; init; }

    public string? Host { get; init; }

    /// <summary>The line that says why, shortened.</summary>
    public string? Error { get; init; }
}
