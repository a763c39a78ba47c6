using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Configuration;
using Butler.Functions.Delivering;
using Butler.Functions.Incidents;
using Butler.Functions.Plans;
using Butler.Functions.Timers;

namespace Butler.Functions.Routing;

/// <summary>
/// Notifies of an acknowledgement those channels that keep their own incidents and were notified of this one. The deliveries have the same
/// ids in every run, so a second run sends nothing twice.
/// </summary>
internal sealed class AcknowledgementNotices(
    ConfigurationSource configuration, IncidentRows incidents, EventRows events, DeliveryQueue queue, ChannelKinds kinds)
    : IDueHandler
{
    public string Kind => Acknowledgements.TimerKind;

    public async Task DueAsync(TimerMessage timer, CancellationToken cancellationToken)
    {
        if (await incidents.FindAsync(timer.Id, cancellationToken) is not { Incident: { Acknowledged: not null, Resolved: null } incident })
        {
            return;
        }

        var options = await configuration.CurrentAsync(cancellationToken);
        var notified = incident.Notified.Where(
            t => options.Channels.TryGetValue(t.Channel, out var channel) && kinds.Of(channel).KeepsIncidents);
        var deliveries = IncidentPlans.Acknowledgement(incident, notified);
        if (deliveries.Count > 0)
        {
            var first = await events.EventAsync(incident.Site, incident.First.Id, cancellationToken)
                ?? EventSummaries.Event(incident.First, incident.Site);
            await queue.SendAsync(deliveries, first, cancellationToken);
        }
    }
}
