using Butler.Functions.Plans;

namespace Butler.Functions.Routing;

/// <summary>Lets the event of a route that groups join its group. The group's end sends one alert for all of them.</summary>
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
