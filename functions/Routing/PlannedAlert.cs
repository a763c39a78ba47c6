using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Incidents;
using Butler.Functions.Plans;

namespace Butler.Functions.Routing;

/// <summary>An alert of a route on its way through the stages.</summary>
/// <param name="Id">What the ids of its deliveries are made from: the event's id or the group's.</param>
/// <param name="Options">The configuration.</param>
/// <param name="Route">The route.</param>
/// <param name="Event">The event, or the first one of a group.</param>
/// <param name="Task">Its data, if it is about a task.</param>
internal sealed record PlannedAlert(string Id, ButlerOptions Options, RouteOptions Route, CloudEvent Event, TaskEventData? Task)
{
    /// <summary>The route's conditions that were taken as met for want of knowledge.</summary>
    public IReadOnlyList<string> FailedOpen { get; init; } = [];

    /// <summary>What failed, by the key of what it is about; empty where nothing did.</summary>
    public IReadOnlyList<(string Subject, EventSummary Failure)> Failures { get; init; } = [];

    /// <summary>The group that it is for; null where it is for one event.</summary>
    public GroupIdentity? Group { get; init; }

    /// <summary>Why it is sent, where that is not its event alone.</summary>
    public AlertReason? Reason { get; init; }

    /// <summary>Before when it is not sent, UTC; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Where it goes.</summary>
    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>Its deliveries.</summary>
    public IReadOnlyList<PlannedDelivery> Deliveries { get; init; } = [];

    /// <summary>Who gets it, by this alert or by another one of the same event.</summary>
    public IReadOnlyList<Target> Notified { get; init; } = [];
}
