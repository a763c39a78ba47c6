using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Delivering;
using Butler.Functions.Incidents;
using Butler.Functions.Plans;
using Butler.Functions.Timers;

namespace Butler.Functions.Routing;

/// <summary>
/// Notifies the recipients of a group's alerts when its last member has recovered. The deliveries are stored with the incident before they
/// are sent, so that a second run sends the same ones.
/// </summary>
internal sealed partial class GroupEnds(
    ConfigurationSource configuration, IncidentRows incidents, GroupIncidentRows groups, EventRows events, DeliveryQueue queue, DueRows due,
    TimeProvider time,
    ILogger<GroupEnds> logger)
    : IDueHandler
{
    /// <summary>The kind of timer; its id is that of the incident.</summary>
    public const string TimerKind = "resolve";

    /// <summary>
    /// Schedules the notification of a group's end at once: at the previous full second, because a future time would wait for the next one.
    /// </summary>
    public static WakeUp WakeUp(Incident ended, TimeProvider time) => new(TimerKind, ended.Id, time.GetUtcNow().AddSeconds(-1));

    public string Kind => TimerKind;

    public async Task DueAsync(TimerMessage timer, CancellationToken cancellationToken)
    {
        var options = await configuration.CurrentAsync(cancellationToken);
        while (await incidents.FindAsync(timer.Id, cancellationToken)
            is { Incident: { Resolved: { } resolved, Members: > 0 } incident } row)
        {
            if (incident.Resolution is { } decided)
            {
                await queue.SendAsync(decided, await EventAsync(incident, resolved, cancellationToken), cancellationToken);
                return;
            }

            if (options.Route(incident.Route) is not { Resolve: true } route)
            {
                return;
            }

            if (MuteStage.MutedUntil(options, route, incident.Site, time.GetUtcNow()) is { } until)
            {
                await due.WakeAtAsync(Kind, incident.Id, until, cancellationToken);
                return;
            }

            var deliveries = IncidentPlans.End(incident, await groups.MembersAsync(incident, cancellationToken));
            if (await incidents.ReplaceAsync(row, incident with { Resolution = deliveries }, cancellationToken))
            {
                Log.Ended(logger, incident.Id, incident.Route, incident.Members, deliveries.Count);
            }
        }
    }

    /// <summary>The success that ended the incident; if its row has been deleted, the event is rebuilt from the incident.</summary>
    private async Task<CloudEvent> EventAsync(Incident incident, DateTimeOffset resolved, CancellationToken cancellationToken) =>
        incident.ResolvedBy is { } id && await events.EventAsync(incident.Site, id, cancellationToken) is { } success
            ? success
            : EventSummaries.Event(incident.First, incident.Site) with
            {
                Id = incident.ResolvedBy ?? $"{incident.Site ?? "none"}:resolved:{incident.Id}",
                Type = IncidentSubject.End(incident.First.Type),
                Time = resolved,
                ReceivedTime = resolved,
                Skewed = null,
            };

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "Incident {Id} of {Route} has ended with the last of its {Members} members: {Deliveries} to deliver")]
        public static partial void Ended(ILogger logger, string id, string route, int members, int deliveries);
    }
}
