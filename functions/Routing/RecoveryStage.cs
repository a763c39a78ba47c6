using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Incidents;

namespace Butler.Functions.Routing;

/// <summary>Ends the incidents that an event ends, and notifies the recipients of their alerts.</summary>
internal sealed class RecoveryStage(IncidentRows incidents, GroupIncidents groups, TimeProvider time)
{
    /// <summary>Whether an event about a thing may end an incident of any route.</summary>
    public static bool MayEnd(ButlerOptions options, IncidentSubject? subject) =>
        subject is { Recovers: true }
        && options.Routes.Any(route => IncidentStage.HasIncidents(route) && IncidentSubject.CanFail(route.On, subject.Kind));

    public async Task RunAsync(
        PlanDraft draft, ButlerOptions options, IncidentSubject subject, CloudEvent @event, CancellationToken cancellationToken)
    {
        foreach (var incident in await incidents.SucceededAsync(subject.Key, @event, cancellationToken))
        {
            if (incident.Group is { } membership)
            {
                await EndMemberAsync(draft, options, membership, @event, cancellationToken);
            }
            else if (options.Route(incident.Route) is { Resolve: true } route)
            {
                End(draft, options, route, incident, @event);
            }
        }
    }

    private async Task EndMemberAsync(
        PlanDraft draft, ButlerOptions options, GroupMembership membership, CloudEvent @event, CancellationToken cancellationToken)
    {
        if (await groups.RecoveredAsync(membership, @event, cancellationToken) is { Resolved: not null } ended)
        {
            draft.Resolves.AddRange(options.Route(ended.Route) is { Resolve: true } ? [ended.Route] : []);
            draft.Wakes.Add(GroupEnds.WakeUp(ended, time));
        }
    }

    private void End(PlanDraft draft, ButlerOptions options, RouteOptions route, Incident incident, CloudEvent @event)
    {
        draft.Resolves.Add(route.Name);
        var notBefore = MuteStage.MutedUntil(options, route, @event.Site, time.GetUtcNow());
        foreach (var target in incident.Notified.Where(draft.Take))
        {
            draft.Deliveries.Add(PlanDraft.Delivery(@event.Id, route.Name, target) with
            {
                Escalated = target.Escalated,
                NotBefore = notBefore,
                Reason = new AlertReason
                {
                    Kind = AlertKind.Resolved,
                    Incident = incident.Id,
                    First = incident.First,
                    Count = incident.Count,
                },
            });
        }
    }
}
