using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Delivering;
using Butler.Functions.Incidents;
using Butler.Functions.Plans;
using Butler.Functions.Timers;

namespace Butler.Functions.Routing;

/// <summary>
/// Notifies other people when neither a success nor an acknowledgement has come in time. The deliveries are stored with the incident before
/// they are sent. The write requires the ETag, which an acknowledgement or a success would have changed.
/// </summary>
internal sealed partial class Escalations(
    ConfigurationSource configuration, IncidentRows incidents, GroupIncidentRows groups, EventRows events, DeliveryQueue queue, DueRows due,
    TimeProvider time,
    ILogger<Escalations> logger)
    : IDueHandler
{
    /// <summary>The kind of timer that escalates; its id is that of the incident.</summary>
    public const string TimerKind = "escalate";

    public string Kind => TimerKind;

    public async Task DueAsync(TimerMessage timer, CancellationToken cancellationToken)
    {
        var options = await configuration.CurrentAsync(cancellationToken);
        while (await incidents.FindAsync(timer.Id, cancellationToken) is { } row)
        {
            var incident = row.Incident;
            if (incident.Escalation is { } decided)
            {
                var first = decided.Select(d => d.Reason?.First).FirstOrDefault() ?? incident.First;
                await queue.SendAsync(decided, await EventAsync(incident.Site, first, cancellationToken), cancellationToken);
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
            if (MuteStage.MutedUntil(options, route, incident.Site, now) is { } until)
            {
                await due.WakeAtAsync(Kind, incident.Id, until, cancellationToken);
                return;
            }

            var members = await groups.MembersAsync(incident, cancellationToken);
            var about = members.Where(m => m.Recovered is null).Select(m => m.First).DefaultIfEmpty(incident.First).ToList();
            var failing = new List<CloudEvent>();
            foreach (var failure in about)
            {
                failing.Add(await EventAsync(incident.Site, failure, cancellationToken));
            }

            var plan = IncidentPlans.Escalation(route, incident, failing, members);
            var escalated = incident with
            {
                Escalated = now,
                Escalation = plan.Deliveries,
                Notified = [.. incident.Notified, .. plan.Deliveries.Where(d => d.Fault is null).Select(
                    d => new Target { Channel = d.Channel, Recipient = d.Recipient, Escalated = true })],
            };
            if (await incidents.ReplaceAsync(row, escalated, cancellationToken))
            {
                Log.Escalated(logger, incident.Id, incident.Route, plan.Deliveries.Count, plan.NoRecipient.Count);
            }
        }
    }

    private async Task<CloudEvent> EventAsync(string? site, EventSummary failure, CancellationToken cancellationToken) =>
        await events.EventAsync(site, failure.Id, cancellationToken) ?? EventSummaries.Event(failure, site);

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "Incident {Id} of {Route} escalates: {Deliveries} to deliver, {NoRecipient} without a recipient")]
        public static partial void Escalated(ILogger logger, string id, string route, int deliveries, int noRecipient);

        [LoggerMessage(
            Level = LogLevel.Warning, Message = "Incident {Id} does not escalate: the route {Route} no longer has an escalation")]
        public static partial void RouteGone(ILogger logger, string id, string route);
    }
}
