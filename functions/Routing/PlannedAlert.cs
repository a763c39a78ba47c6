using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Incidents;
using Butler.Functions.Plans;

namespace Butler.Functions.Routing;

/// <summary>An alert of a route, which passes through the stages.</summary>
/// <param name="Id">The source of its deliveries' ids: the id of the event or the group.</param>
/// <param name="Options">The configuration.</param>
/// <param name="Route">The route.</param>
/// <param name="Event">The event, or the first one of a group.</param>
/// <param name="Task">The event's data, if it is about a task.</param>
internal sealed record PlannedAlert(string Id, ButlerOptions Options, RouteOptions Route, CloudEvent Event, TaskEventData? Task)
{
    /// <summary>The route's conditions that were treated as met because a value was unknown.</summary>
    public IReadOnlyList<string> FailedOpen { get; init; } = [];

    /// <summary>The failures, by the key of the failing thing; empty for other events.</summary>
    public IReadOnlyList<(string Subject, EventSummary Failure)> Failures { get; init; } = [];

    /// <summary>The group of the alert; null for an alert of one event.</summary>
    public GroupIdentity? Group { get; init; }

    /// <summary>Why the alert is sent; null when the reason is only its event.</summary>
    public AlertReason? Reason { get; init; }

    /// <summary>The earliest time to send, UTC; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    public IReadOnlyList<Target> Targets { get; init; } = [];

    public IReadOnlyList<PlannedDelivery> Deliveries { get; init; } = [];

    /// <summary>Who is notified, by this alert or another one of the same event.</summary>
    public IReadOnlyList<Target> Notified { get; init; } = [];
}
