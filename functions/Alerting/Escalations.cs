using Butler.Functions.Configuration;
using Butler.Functions.Monitoring;

namespace Butler.Functions.Alerting;

/// <summary>
/// Tells somebody else when neither a success nor an acknowledgement has come in time. What is sent is stored with the incident before it is
/// sent, under the ETag that an acknowledgement or a success would have changed.
/// </summary>
internal sealed partial class Escalations(
    ConfigurationSource configuration, IncidentRows incidents, EventRows events, DeliveryQueue queue, DueRows due, TimeProvider time, ILogger<Escalations> logger)
    : IDueHandler
{
    /// <summary>The kind of timer that escalates; its id is the incident's.</summary>
    public const string TimerKind = "escalate";

    public string Kind => TimerKind;

    public async Task DueAsync(TimerMessage timer, CancellationToken cancellationToken)
    {
        var options = await configuration.CurrentAsync(cancellationToken);
        while (await incidents.FindAsync(timer.Id, cancellationToken) is { } row)
        {
            var incident = row.Incident;
            var @event = await events.EventAsync(incident.Site, incident.First.Id, cancellationToken) ?? EventSummaries.Event(incident.First, incident.Site);
            if (incident.Escalation is { } decided)
            {
                await queue.SendAsync(decided, @event, cancellationToken);
                return;
            }

            if (incident.Resolved is not null || incident.Acknowledged is not null)
            {
                return;
            }

            if (options.Route(incident.Route) is not { Escalate: not null } route)
            {
                Log.RouteGone(logger, incident.Id, incident.Route);
                return;
            }

            var now = time.GetUtcNow();
            if (Planner.MutedUntil(options, route, incident.Site, now) is { } until)
            {
                await due.WakeAtAsync(Kind, incident.Id, until, cancellationToken);
                return;
            }

            var plan = Planner.PlanEscalation(route, incident, @event, EventData.Task(@event));
            var escalated = incident with
            {
                Escalated = now,
                Escalation = plan.Deliveries,
                Told = [.. incident.Told, .. plan.Deliveries.Where(d => d.Fault is null).Select(d => new Target { Channel = d.Channel, Recipient = d.Recipient, Escalated = true })],
            };
            if (await incidents.ReplaceAsync(row, escalated, cancellationToken))
            {
                Log.Escalated(logger, incident.Id, incident.Route, plan.Deliveries.Count, plan.NoRecipient.Count);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Incident {Id} of {Route} escalates: {Deliveries} to deliver, {NoRecipient} without a recipient")]
        public static partial void Escalated(ILogger logger, string id, string route, int deliveries, int noRecipient);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Incident {Id} does not escalate: the route {Route} is not configured to any more")]
        public static partial void RouteGone(ILogger logger, string id, string route);
    }
}
