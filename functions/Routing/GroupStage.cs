using Butler.Functions.Plans;

namespace Butler.Functions.Routing;

/// <summary>Adds the event to the group of a route with groups. The end of the group sends one alert for all its events.</summary>
internal sealed class GroupStage : IAlertStage
{
    public ValueTask<PlannedAlert?> RunAsync(PlannedAlert alert, PlanDraft draft, CancellationToken cancellationToken)
    {
        if (alert.Route.Group is null)
        {
            return new(alert);
        }

        draft.Groups.Add(new GroupJoin
        {
            Route = alert.Route.Name,
            Key = PlanKeys.Group(alert.Route, alert.Event, alert.Task),
            Targets = alert.Targets,
            FailedOpen = alert.FailedOpen,
        });
        return new((PlannedAlert?)null);
    }
}
